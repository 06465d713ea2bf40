import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';

const stages = ['1-import', '2-quantize', '3-circuit', '4-setup', '5-prove', '6-publish', '7-serve'];
const doors = ['desktop', 'server', 'cli'];

/** The import rules of the house: who may know whom. */
const layers = [
  {
    files: ['src-renderer/**'],
    patterns: [
      { regex: 'src-main/(?!api/)', message: 'The renderer knows the engine only through src-main/api.' },
    ],
  },
  {
    files: ['src-main/api/**'],
    patterns: [
      { regex: '^node:|^electron$', message: 'The contract runs in a browser: no Node, no Electron.' },
      {
        regex: '/(engine|desktop|server|cli)/',
        message: 'The contract depends on neither engine nor doors.',
      },
    ],
  },
  {
    files: ['src-main/engine/**'],
    patterns: [
      {
        regex: '^(electron|fastify|commander|listr2)$|/(desktop|server|cli)/',
        message: 'The engine does not know who opened it.',
      },
    ],
  },
  {
    files: ['sdk/src/**', 'sdk/verify-page/**'],
    patterns: [
      {
        regex: '^(?!\\.|@noble/)|src-main',
        message: 'The sdk stands alone: its own files, and @noble for fields, curves and hashes.',
      },
    ],
  },
  ...doors.map((door) => ({
    files: [`src-main/${door}/**`],
    patterns: [
      {
        regex: `/(${doors.filter((other) => other !== door).join('|')})/`,
        message: 'Doors never import each other.',
      },
    ],
  })),
  ...stages.map((stage, index) => ({
    files: [`src-main/engine/pipeline/${stage}/**`],
    patterns: [
      {
        regex: '^(electron|fastify|commander|listr2)$|/(desktop|server|cli)/',
        message: 'The engine does not know who opened it.',
      },
      ...(index + 1 < stages.length
        ? [{ regex: `/(${stages.slice(index + 1).join('|')})/`, message: 'A stage imports no later stage.' }]
        : []),
    ],
  })),
];

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      '**/generated/',
      'examples/*/node_modules/',
      'contracts/artifacts/',
      'contracts/snapshots/',
      'sdk/dist/',
      'out/',
      'out-main/',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.mjs', '**/*.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-console': 'error',
    },
  },
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.svelte'] } },
  },
  // The type checker knows names better, types included.
  { files: ['src-renderer/**'], rules: { 'no-undef': 'off' } },
  { files: ['**/*.cjs'], languageOptions: { globals: { module: 'writable' } } },
  {
    files: ['bin/**', 'bench/**', 'contracts/**/*.ts', 'examples/**', 'src-main/cli/**'],
    rules: { 'no-console': 'off' },
  },
  ...layers.map(({ files, patterns }) => ({
    files,
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  })),
  prettier,
);
