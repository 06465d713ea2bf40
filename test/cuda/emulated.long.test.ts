import { beforeAll, describe, expect, it } from 'vitest';
import { BUILD_TIMEOUT, buildChecks, runChecks } from '../native/support/sanitized-checks.ts';

const SECONDS = 240;

describe('the kernels on the emulator, for minutes', () => {
  let checks: Awaited<ReturnType<typeof buildChecks>>;
  beforeAll(async () => {
    checks = await buildChecks(undefined, 'cuda');
  }, BUILD_TIMEOUT);

  for (const group of ['fields', 'points', 'msm', 'transforms', 'sparse', 'proof']) {
    it(group, async (context) => {
      if ('missing' in checks) return context.skip(checks.missing);
      const output = await runChecks(checks.program, '--seconds', String(SECONDS), group);
      expect(output).toContain(`${group}: ok`);
    });
  }
});
