import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CallResult, ParsedInput } from '../../../api/contract.ts';
import type { LongWork } from '../../../api/progress.ts';
import { type Ceremony, readCeremony } from '../../ceremony/ceremony-file.ts';
import { refusePresent } from '../../ceremony/refuse-present.ts';
import { readPackedCeremony } from '../../ceremony/unpack-ceremony.ts';
import type { EngineContext } from '../../engine.ts';
import { secondsSince } from '../seconds.ts';

/** The folder of a ceremony as one file, for ways that carry no folders. */
export async function packCeremonyCall(
  { jobs }: EngineContext,
  input: ParsedInput<'packCeremony'>,
  work: LongWork,
): Promise<CallResult<'packCeremony'>> {
  const started = performance.now();
  const folder = resolve(input.folder);
  const path = resolve(input.output);
  await refusePresent(path);
  const { model, contributions } = await readCeremony(folder);
  const { sha256, bytes } = await jobs.run('pack-ceremony', { folder, archivePath: path }, model, work);
  return {
    folder,
    path,
    sha256,
    bytes,
    contributions: contributions.length,
    seconds: secondsSince(started),
  };
}

/** The folder of a ceremony from such a file. Nothing is verified but that the files are whole. */
export async function unpackCeremonyCall(
  { workspace, jobs }: EngineContext,
  input: ParsedInput<'unpackCeremony'>,
  work: LongWork,
): Promise<CallResult<'unpackCeremony'>> {
  const started = performance.now();
  const path = resolve(input.path);
  const packed = await readPackedCeremony(path);
  const folder =
    input.folder === undefined
      ? freeFolder(join(workspace.root, 'ceremonies'), packed)
      : resolve(input.folder);
  const ceremony = await jobs.run('unpack-ceremony', { archivePath: path, folder }, packed.model, work);
  return { path, ...describe(folder, ceremony), seconds: secondsSince(started) };
}

/** What is said in a ceremony's folder; nothing of it is checked. */
export async function listCeremonyCall(
  _context: EngineContext,
  input: ParsedInput<'listCeremony'>,
): Promise<CallResult<'listCeremony'>> {
  const folder = resolve(input.folder);
  return describe(folder, await readCeremony(folder));
}

function describe(folder: string, ceremony: Ceremony): CallResult<'listCeremony'> {
  return {
    folder,
    model: ceremony.model,
    circuitHash: ceremony.circuitHash,
    publisher: ceremony.publisher,
    contributions: ceremony.contributions.map(({ statement, signer }) => ({
      name: statement.name,
      hash: statement.hash,
      time: statement.time,
      signer,
    })),
    namedBeacon: ceremony.contributions.at(-1)?.statement.beacon ?? null,
  };
}

/** The model's name in it is a stranger's word: the name of the folder comes from what is numbers and hashes alone. */
function freeFolder(parent: string, { contributions, key }: Ceremony): string {
  const name = `contribution-${contributions.length}-${key.sha256.slice(0, 12)}`;
  for (let copy = 1; ; copy++) {
    const folder = join(parent, copy === 1 ? name : `${name}-${copy}`);
    if (!existsSync(folder)) return folder;
  }
}
