import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { signedContribution } from '../../api/contribution-statement.ts';
import { AppError } from '../../api/errors.ts';
import { firstIssue } from '../first-issue.ts';
import { sweepPartials } from '../store/sweep-partials.ts';
import { writeAtomic } from '../store/write-atomic.ts';

/** Files of a ceremony's folder, which is handed from one contributor to the next. */
export const CEREMONY_FILE = 'ceremony.json';
export const CIRCUIT_FILE = 'circuit.r1cs';
/** Powers of tau that nobody can fetch elsewhere. */
export const LOCAL_PTAU_FILE = 'phase1.ptau';

/**
 * The key after so many contributions. Its hash in the name keeps two who contribute to one folder at once from writing
 * over each other.
 */
export function keyFile(contributions: number, sha256: string): string {
  return `key-${contributions}-${sha256.slice(0, 12)}.zkey`;
}

const KEY_FILE = /^key-\d+-[0-9a-f]{12}\.zkey$/;

/** Removes keys that the description does not name: those before, and what was left of work that was broken off. */
export async function removeOtherKeys(folder: string, { key }: Ceremony): Promise<void> {
  await sweepPartials([folder]);
  for (const name of await readdir(folder)) {
    // They take room, and nothing else is wrong with them.
    if (KEY_FILE.test(name) && name !== key.file) await rm(join(folder, name)).catch(() => undefined);
  }
}

export const ceremonySchema = z.object({
  format: z.literal('proofpress-ceremony-1'),
  /** What the publisher calls the model; nothing depends on it. */
  model: z.string(),
  /** SHA-256 of circuit.r1cs, 0x hex. */
  circuitHash: z.string().regex(/^0x[0-9a-f]{64}$/),
  phase1: z.object({
    /** Of the .ptau file. */
    blake2b: z.string().regex(/^[0-9a-f]{128}$/),
    power: z.int(),
    /** Its published name; null for a local one, which lies in the folder. */
    published: z.string().nullable(),
  }),
  /** Addresses whose signatures count as the publisher's own. */
  publisher: z.array(z.string().regex(/^0x[0-9a-fA-F]{40}$/)).min(1),
  key: z.object({
    file: z.string().regex(KEY_FILE),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  contributions: z.array(signedContribution),
});

export type Ceremony = z.infer<typeof ceremonySchema>;

/** @throws AppError `file-unreadable`, `ceremony-invalid` */
export async function readCeremony(folder: string): Promise<Ceremony> {
  const path = join(folder, CEREMONY_FILE);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AppError(
      'file-unreadable',
      `"${folder}" is not the folder of a ceremony: "${CEREMONY_FILE}" cannot be read.`,
      'Name the folder that "proofpress ceremony start" made, with all files in it.',
      { cause },
    );
  });
  return parseCeremony(text, path);
}

/**
 * @param path where the text comes from, for the message
 * @throws AppError `ceremony-invalid`
 */
export function parseCeremony(text: string, path: string): Ceremony {
  try {
    return ceremonySchema.parse(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? firstIssue(cause) : cause;
    throw new AppError(
      'ceremony-invalid',
      `"${path}" does not describe a ceremony.`,
      'Ask for the folder again from whoever gave it to you.',
      { cause: why },
    );
  }
}

/** Replaces the description: the moment at which a contribution counts. */
export async function writeCeremony(folder: string, ceremony: Ceremony): Promise<void> {
  await writeAtomic(join(folder, CEREMONY_FILE), `${JSON.stringify(ceremony, null, 2)}\n`);
}
