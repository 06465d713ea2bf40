import { AppError, describeCause } from '../../api/errors.ts';
import type { AuditCheck, AuditCode } from '../../api/audit.ts';

/** A check that found something; its message is a sentence for people. */
export class Fault extends Error {}

/** A check that cannot be made, and why. */
export class Skipped extends Error {}

/** Failures of the machine and not of what is checked. */
const OWN: ReadonlySet<string> = new Set([
  'aborted',
  'chain-unreachable',
  'disk-full',
  'tool-missing',
  'worker-ended',
  'workspace-unusable',
]);

/** What each check found, in order. */
export class CheckList {
  readonly checks: AuditCheck[] = [];

  /**
   * Makes a check. Whatever a bundle makes fail is a finding about the bundle; failures of this machine are thrown on.
   * @param check returns what was checked, as a sentence; throws a Fault with what is wrong, or Skipped
   * @returns whether it passed
   */
  async make(code: AuditCode, title: string, check: () => Promise<string> | string): Promise<boolean> {
    try {
      this.checks.push({ code, title, outcome: 'passed', detail: await check() });
      return true;
    } catch (error) {
      if (error instanceof AppError && OWN.has(error.code)) throw error;
      const outcome = error instanceof Skipped ? 'not-checked' : 'failed';
      const cause =
        error instanceof AppError && error.cause !== undefined ? ` (${describeCause(error.cause)})` : '';
      this.checks.push({ code, title, outcome, detail: `${describeCause(error)}${cause}` });
      return false;
    }
  }

  /** Whether a check was made and passed. */
  has(code: AuditCode): boolean {
    return this.checks.some((check) => check.code === code && check.outcome === 'passed');
  }
}
