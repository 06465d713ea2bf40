import { beforeAll, describe, expect, it } from 'vitest';
import { BUILD_TIMEOUT, buildChecks, runChecks } from '../native/support/sanitized-checks.ts';

/**
 * Rounds beside what every run does. emulated.long.test.ts goes on for minutes, and has transforms, sums and proofs, which
 * take long; device-proofs.test.ts makes all of them without sanitizers.
 */
const ROUNDS = { emulator: 1, fields: 1, points: 1, sparse: 1 };

describe('the kernels on the emulator, in four orders of threads, with sanitizers', () => {
  let checks: Awaited<ReturnType<typeof buildChecks>>;
  beforeAll(async () => {
    checks = await buildChecks(undefined, 'cuda');
  }, BUILD_TIMEOUT);

  for (const [group, rounds] of Object.entries(ROUNDS)) {
    it(group, { timeout: 600_000 }, async (context) => {
      if ('missing' in checks) return context.skip(checks.missing);
      const output = await runChecks(checks.program, '--rounds', String(rounds), group);
      expect(output).toContain(`${group}: ok`);
    });
  }
});
