import { AppError } from '../api/errors.ts';
import { describeCause } from '../api/errors.ts';

/** Exit statuses: 2 for what the user can mend, 130 for a cancel, 1 for a bug. */
export function reportFailure(error: unknown, { json = false }: { json?: boolean }): number {
  const known = error instanceof AppError ? error : undefined;
  if (json) {
    const serialized = known?.toJSON() ?? {
      code: 'internal',
      message: describeCause(error),
      remedy: 'Report this.',
    };
    console.log(JSON.stringify({ error: serialized }));
  } else if (known) {
    console.error(`Error [${known.code}]: ${known.message}`);
    if (known.remedy) console.error(`  What to do: ${known.remedy}`);
    if (known.cause !== undefined) console.error(`  Cause: ${describeCause(known.cause)}`);
  } else {
    console.error('Something went wrong inside Proofpress; please report this:');
    console.error(error);
  }
  if (!known) return 1;
  if (known.code === 'internal') return 1;
  return known.code === 'aborted' ? 130 : 2;
}
