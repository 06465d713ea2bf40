import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** TEST_SET=long runs the soak and fuzz files instead of the short set (`npm run test:long -- PROJECT`). */
const isLong = process.env.TEST_SET === 'long';

/** What runs once before the files of a room. */
const globalSetups: Readonly<Record<string, string[]>> = {
  serve: ['test/serve/support/shared-folder.ts'],
  cli: ['test/serve/support/shared-folder.ts'],
  uses: ['test/uses/support/shared-world.ts'],
  desktop: ['test/support/build-studio.ts'],
  ui: ['test/support/build-studio.ts'],
  e2e: ['test/support/build-studio.ts'],
};

/** Rooms whose files may run one after another in one process: it loads its modules once. */
const sharing = ['circuits', 'contracts', 'cli'];

/** One project a room; `vitest run --project circuits` runs one of them. */
const room = (name: string) => ({
  test: {
    name,
    include: [isLong ? `test/${name}/**/*.long.test.ts` : `test/${name}/**/*.test.ts`],
    exclude: isLong ? [] : ['**/*.long.test.ts'],
    isolate: !sharing.includes(name),
    testTimeout: isLong ? 3_600_000 : 120_000,
    hookTimeout: 300_000,
    globalSetup: ['bin/compile.mjs', ...(globalSetups[name] ?? [])],
  },
});

export default defineConfig({
  test: {
    // Much of the time tests wait for programs and chains that they started: two files at a time even on two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      'engine',
      'native',
      'cuda',
      'circuits',
      'contracts',
      'cli',
      'serve',
      'e2e',
      'universal',
      'uses',
      'desktop',
      'ui',
    ].map(room),
    passWithNoTests: isLong,
  },
});
