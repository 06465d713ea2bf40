import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../../api/errors.ts';
import type { StatementLayout } from '../../chain/statement-layout.ts';
import { SCALAR_FIELD } from '../../proofs/bn254.ts';

const saltsFile = z.object({
  salts: z.record(
    z.string(),
    z
      .string()
      .regex(/^\d{1,77}$/)
      .transform(BigInt)
      .refine((salt) => salt < SCALAR_FIELD),
  ),
});

/**
 * The salts of a secrets file, as `prove` writes it: {"salts": {"INPUT": "decimal"}}.
 * @throws AppError `file-unreadable`, `input-invalid` for something else or for an input that is not committed
 */
export async function readSalts(path: string, layout: StatementLayout): Promise<Map<string, bigint>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AppError(
      'file-unreadable',
      `The salts "${path}" cannot be read.`,
      'Check the path and its rights.',
      {
        cause,
      },
    );
  });
  let salts: Map<string, bigint>;
  try {
    salts = new Map(Object.entries(saltsFile.parse(JSON.parse(text)).salts));
  } catch {
    // No cause: it could quote a salt.
    throw invalid(`"${path}" holds no salts`);
  }
  const committed = new Set(layout.inputs.filter(({ mode }) => mode === 'committed').map(({ name }) => name));
  for (const name of salts.keys()) if (!committed.has(name)) throw invalid(`"${name}" is no committed input`);
  return salts;
}

function invalid(what: string): AppError {
  return new AppError(
    'input-invalid',
    `The salts do not fit: ${what}.`,
    'Pass the secrets file that prove wrote beside a receipt of this model.',
  );
}
