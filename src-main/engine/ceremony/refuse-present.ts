import { lstat } from 'node:fs/promises';
import { AppError } from '../../api/errors.ts';

/** @throws AppError `option-invalid` where something lies at the path already, be it a link that leads nowhere */
export async function refusePresent(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (!found) return;
  throw new AppError(
    'option-invalid',
    `"${path}" is there already.`,
    'Name another path, or move that one away: it may be the only copy of a contribution.',
  );
}
