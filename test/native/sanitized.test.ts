import { beforeAll, describe, expect, it } from 'vitest';
import { BUILD_TIMEOUT, buildChecks, runChecks } from './support/sanitized-checks.ts';

/** Rounds that take a second or two each; sanitized.long.test.ts runs for minutes. */
const ROUNDS = { fields: 20, points: 1, sums: 3, transforms: 20, powers: 1, files: 25 };

describe('the C++ checks under address and undefined-behaviour sanitizers', () => {
  let checks: Awaited<ReturnType<typeof buildChecks>>;
  beforeAll(async () => {
    checks = await buildChecks();
  }, BUILD_TIMEOUT);

  for (const [group, rounds] of Object.entries(ROUNDS)) {
    it(`${group}, ${rounds} rounds`, { timeout: 600_000 }, async (context) => {
      if ('missing' in checks) return context.skip(checks.missing);
      const output = await runChecks(checks.program, '--rounds', String(rounds), group);
      expect(output).toContain(`${group}: ok`);
    });
  }

  it('can fail: an unknown group is refused', async (context) => {
    if ('missing' in checks) return context.skip(checks.missing);
    await expect(runChecks(checks.program, 'nothing')).rejects.toThrow('ended with 2');
  });
});
