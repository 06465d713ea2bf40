import { z } from 'zod';
import { receiptSchema } from '../../api/receipt.ts';
import { kind } from './declare-kind.ts';

const path = z.string().min(1);

/** The powers-of-tau files that count as made in public: data of the program, which no user can set. */
export const publishedFiles = z.array(z.object({ power: z.int(), file: z.string(), blake2b: z.string() }));

export const beginCeremonyParameters = z.object({
  model: z.string(),
  r1csPath: path,
  circuitHash: z.string(),
  ptauPath: path,
  published: publishedFiles,
  publisher: z.array(z.string()),
  folder: path,
});

export const extendCeremonyParameters = z.object({
  folder: path,
  ptauPath: path,
  addition: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('secret'), name: z.string() }),
    z.object({
      kind: z.literal('beacon'),
      name: z.string(),
      value: z.string(),
      iterationsExponent: z.int(),
    }),
  ]),
});

export const verifyCeremonyParameters = z.object({ folder: path, ptauPath: path });

export const packedCeremonyParameters = z.object({ folder: path, archivePath: path });

export const finishCeremonyParameters = z.object({
  artifactFolder: path,
  circuitId: z.string(),
  folder: path,
  ptauPath: path,
  published: publishedFiles,
  recordPath: path,
  layout: receiptSchema.shape.statement,
  recordHash: z.string(),
  circuitHash: z.string(),
  gadgetSet: z.string(),
});

/** The steps of a key ceremony. */
export const CEREMONY_KINDS = {
  'begin-ceremony': kind(
    beginCeremonyParameters,
    async () => (await import('../ceremony/begin-ceremony.ts')).beginCeremony,
  ),
  'extend-ceremony': kind(
    extendCeremonyParameters,
    async () => (await import('../ceremony/extend-ceremony.ts')).extendCeremony,
  ),
  'verify-ceremony': kind(
    verifyCeremonyParameters,
    async () => (await import('../ceremony/verify-ceremony.ts')).verifyCeremony,
  ),
  'pack-ceremony': kind(
    packedCeremonyParameters,
    async () => (await import('../ceremony/pack-ceremony.ts')).packCeremony,
  ),
  'unpack-ceremony': kind(
    packedCeremonyParameters,
    async () => (await import('../ceremony/unpack-ceremony.ts')).unpackCeremony,
  ),
  'finish-ceremony': kind(
    finishCeremonyParameters,
    async () => (await import('./kinds/finish-ceremony.ts')).takeKey,
  ),
} as const;
