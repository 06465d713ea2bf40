import { AppError, describeCause } from '../api/errors.ts';

/**
 * Says on stderr what went wrong and what to do, and with --json as the last line of stdout, too.
 * @returns the exit status: 2 for what the user can mend, 130 for a cancel, 1 for a bug
 */
export function reportFailure(error: unknown, json: boolean): number {
  const known = error instanceof AppError ? error : undefined;
  const serialized = known?.toJSON() ?? {
    code: 'internal' as const,
    message: describeCause(error),
    remedy: 'Report this.',
  };
  if (known) {
    const { code, message, remedy, cause } = serialized;
    console.error(`Error [${code}]: ${message}`);
    if (cause) console.error(`  Cause: ${cause.trim().replaceAll('\n', '\n    ')}`);
    if (remedy) console.error(`  What to do: ${remedy}`);
  } else {
    console.error('Something went wrong inside Proofpress; please report this:');
    console.error(error);
  }
  if (json) console.log(JSON.stringify({ error: serialized }));
  if (serialized.code === 'internal') return 1;
  return serialized.code === 'aborted' ? 130 : 2;
}
