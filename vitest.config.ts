import { defineConfig } from 'vitest/config';

/** One project a room; `vitest run --project circuits` runs one of them. */
const room = (name: string) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    exclude: ['**/*.long.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});

export default defineConfig({
  test: {
    projects: ['engine', 'circuits', 'contracts', 'cli', 'e2e'].map(room),
  },
});
