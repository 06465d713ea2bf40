import { constants } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../api/errors.ts';
import { type LongWork, throwIfAborted } from '../../api/progress.ts';
import { beginKey } from '../proofs/groth16/keys/begin-key.ts';
import { readR1csCounts } from '../proofs/groth16/keys/read-r1cs-counts.ts';
import { checkPtau } from '../proofs/groth16/ptau/check-ptau.ts';
import { hashPtau } from '../proofs/groth16/ptau/ptau-provenance.ts';
import type { PublishedPtau } from '../proofs/groth16/ptau/published-ptau.ts';
import { hashFile } from '../store/artifact-store.ts';
import { partialName } from '../store/partial-name.ts';
import { sweepPartials } from '../store/sweep-partials.ts';
import { makeFolder, storageError } from '../store/write-atomic.ts';
import { type Ceremony, CIRCUIT_FILE, keyFile, LOCAL_PTAU_FILE, writeCeremony } from './ceremony-file.ts';

export interface CeremonyBeginning {
  model: string;
  r1csPath: string;
  /** SHA-256 of that file, 0x hex. */
  circuitHash: string;
  ptauPath: string;
  published: readonly PublishedPtau[];
  publisher: string[];
  /** What is made; nothing may lie there. */
  folder: string;
}

/**
 * Makes the folder that contributors hand on: circuit, the key before any contribution, a local phase 1, the description.
 * It appears by rename.
 *
 * @throws AppError `ptau-invalid`, `circuit-invalid`, `option-invalid` where something lies there already, `disk-full`,
 *   `workspace-unusable`, `aborted`
 */
export async function beginCeremony(
  { model, r1csPath, circuitHash, ptauPath, published, publisher, folder }: CeremonyBeginning,
  work: LongWork = {},
): Promise<Ceremony> {
  throwIfAborted(work.signal);
  const { power } = await checkPtau(ptauPath);
  const circuit = await readR1csCounts(r1csPath);
  if (circuit.domainPower > power) {
    throw new AppError(
      'ptau-invalid',
      `The powers-of-tau file ${ptauPath} has power ${power}, too small for ${circuit.constraintCount} constraints.`,
      `Use a file of power ${circuit.domainPower} or more.`,
    );
  }
  const blake2b = await hashPtau(ptauPath, work.signal);
  const entry = published.find((each) => each.blake2b === blake2b);
  await sweepPartials([dirname(folder)]);
  const partial = join(dirname(folder), partialName(basename(folder)));
  try {
    await makeFolder(partial);
    await copyInto(r1csPath, join(partial, CIRCUIT_FILE));
    // What everybody can fetch need not be handed round.
    if (!entry) await copyInto(ptauPath, join(partial, LOCAL_PTAU_FILE));
    const unnamed = join(partial, 'key.zkey');
    await beginKey({ r1csPath: join(partial, CIRCUIT_FILE), ptauPath, zkeyPath: unnamed }, work);
    const sha256 = await hashFile(unnamed);
    const file = keyFile(0, sha256);
    await rename(unnamed, join(partial, file));
    const ceremony: Ceremony = {
      format: 'proofpress-ceremony-1',
      model,
      circuitHash,
      phase1: { blake2b, power, published: entry?.file ?? null },
      publisher,
      key: { file, sha256 },
      contributions: [],
    };
    await writeCeremony(partial, ceremony);
    throwIfAborted(work.signal);
    await claim(folder);
    await rename(partial, folder).catch((cause: unknown) => {
      throw storageError(folder, cause);
    });
    return ceremony;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** An empty folder, which a rename may replace: nobody else gets this name. */
async function claim(folder: string): Promise<void> {
  await mkdir(folder).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw storageError(folder, cause);
    throw new AppError(
      'option-invalid',
      `"${folder}" exists already.`,
      'Name a folder that does not exist yet.',
    );
  });
}

async function copyInto(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE).catch((cause: unknown) => {
    throw storageError(to, cause);
  });
}
