import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../api/errors.ts';
import type { Ceremony } from './ceremony-file.ts';
import { LOCAL_PTAU_FILE } from './ceremony-file.ts';

/**
 * Where the phase 1 of a ceremony lies: in its folder, or among the published files of this workspace. Whether it is the
 * right one, whoever uses it checks by its hash.
 *
 * @throws AppError `option-invalid` where it has to be fetched
 */
export function locatePtau(folder: string, { phase1 }: Pick<Ceremony, 'phase1'>, ptauFolder: string): string {
  const here = join(folder, LOCAL_PTAU_FILE);
  if (phase1.published === null || existsSync(here)) return here;
  const kept = join(ptauFolder, phase1.published);
  if (existsSync(kept)) return kept;
  throw new AppError(
    'option-invalid',
    `The published powers of tau that the key was made from, ${phase1.published}, are not in this workspace.`,
    `Fetch them: proofpress ptau fetch ${phase1.power}. Or name the file with --ptau.`,
  );
}
