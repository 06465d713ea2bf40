import { describe, expect, it } from 'vitest';
import { BUILD_TIMEOUT, buildChecks, runChecks } from './support/sanitized-checks.ts';

const MINUTE = 60_000;

/** Minutes a group and level; new random input each time. */
const MINUTES = { fields: 1, points: 2, sums: 3, transforms: 1, files: 5 };

describe.each(['portable', 'mulx', 'lanes'] as const)('the C++ checks at length, level %s', (level) => {
  for (const [group, minutes] of Object.entries(MINUTES)) {
    it(
      `${group}, ${minutes} minutes`,
      { timeout: 2 * BUILD_TIMEOUT + 3 * minutes * MINUTE },
      async (context) => {
        const checks = await buildChecks(level);
        if ('missing' in checks) return context.skip(checks.missing);
        const output = await runChecks(checks.program, '--seconds', String(60 * minutes), group);
        expect(output).toContain(`${group}: ok`);
      },
    );
  }
});
