/** Rules for contracts/src and contracts/examples, run by `npm run lint` with no warning allowed. */
module.exports = {
  extends: 'solhint:recommended',
  rules: {
    // Deployed contracts name one version; what others inherit or call takes any from here on.
    'compiler-version': ['error', '^0.8.24'],
    'code-complexity': ['error', 12],
    'func-param-name-mixedcase': 'error',
    'func-visibility': ['error', { ignoreConstructors: true }],
    'function-max-lines': ['error', 75],
    'max-line-length': ['error', 128],
    'modifier-name-mixedcase': 'error',
    'named-parameters-mapping': 'error',
    'no-unused-private-funcs': 'error',
    ordering: 'error',
    'payable-fallback': 'error',
    // NatSpec is complete, but nobody signs a file.
    'use-natspec': [
      'error',
      {
        title: { enabled: true },
        author: { enabled: false },
        notice: { enabled: true },
        param: { enabled: true },
        return: { enabled: true },
      },
    ],

    // The compiler finds imports or fails.
    'import-path-check': 'off',
    // Verifying is assembly around precompiles.
    'no-inline-assembly': 'off',
    // What is searched for is indexed; an index on the rest costs gas and hides nothing from anybody.
    'gas-indexed-events': 'off',
    // The optimizer makes these the same.
    'gas-increment-by-one': 'off',
    'gas-strict-inequalities': 'off',
    // Counts a bytes4 and a bool beside an address as a slot badly used; snapshots/storage-layout.json tells the slots.
    'gas-struct-packing': 'off',
  },
};
