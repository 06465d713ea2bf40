/** As for contracts/src, for code that is copied and run by few. */
const { extends: base, rules } = require('../solhint.config.cjs');

module.exports = {
  extends: base,
  rules: {
    ...rules,
    // The package's own name is resolved by the build.
    'import-path-check': 'off',
    // JSON and SVG are full of double quotes.
    quotes: 'off',
    // Of metadata that nobody pays for.
    'gas-small-strings': 'off',
  },
};
