import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { getAddress, isAddress } from 'ethers';
import type { CallResult, ParsedInput } from '../../../api/contract.ts';
import { AppError } from '../../../api/errors.ts';
import type { LongWork } from '../../../api/progress.ts';
import type { EngineContext } from '../../engine.ts';
import { secondsSince } from '../seconds.ts';
import { isIrreplaceable, keyIdOf, requireArtifact } from '../stage-artifacts.ts';

/** Makes the folder that contributors hand on. */
export async function startCeremonyCall(
  context: EngineContext,
  input: ParsedInput<'startCeremony'>,
  work: LongWork,
): Promise<CallResult<'startCeremony'>> {
  const started = performance.now();
  const { workspace, jobs, publishedPtau } = context;
  const folder = resolve(input.folder);
  const publisher = input.publisher.map(checkAddress);
  const state = await workspace.models.read(input.name);
  const circuit = await requireArtifact(workspace, state, 'circuit');
  const keyId = keyIdOf(state);
  if (keyId !== undefined && isIrreplaceable(state, keyId)) {
    throw new AppError(
      'option-invalid',
      `The model "${state.name}" has a key that others rely on: it is published, or came of a ceremony.`,
      'A key with another ceremony is another model: import it under another name.',
    );
  }
  const present = state.ceremonies?.[circuit.id];
  if (present) {
    throw new AppError(
      'option-invalid',
      `A ceremony for "${state.name}" has begun already, in "${present.folder}".`,
      `Finish it, or give it up: proofpress ceremony abandon ${state.name}.`,
    );
  }
  const { domainPower, circuitHash } = circuit.summary;
  const ptauPath = await choosePtau(context, input, domainPower, work);
  const ceremony = await jobs.run(
    'begin-ceremony',
    {
      model: state.name,
      r1csPath: join(circuit.folder, 'circuit.r1cs'),
      circuitHash: `0x${circuitHash}`,
      ptauPath,
      published: [...publishedPtau],
      publisher,
      folder,
    },
    state.name,
    work,
  );
  await workspace.models.update(state.name, (now = state) => ({
    ...now,
    ceremonies: { ...now.ceremonies, [circuit.id]: { folder } },
  }));
  return {
    name: state.name,
    folder,
    circuitHash: ceremony.circuitHash,
    phase1: {
      blake2b: ceremony.phase1.blake2b,
      provenance: ceremony.phase1.published === null ? 'local' : 'public',
      file: ceremony.phase1.published,
    },
    publisher,
    keyBytes: (await stat(join(folder, ceremony.key.file))).size,
    seconds: secondsSince(started),
  };
}

/** Gives up a ceremony; its folder stays where it is. */
export async function abandonCeremonyCall(
  { workspace }: EngineContext,
  { name }: ParsedInput<'abandonCeremony'>,
): Promise<CallResult<'abandonCeremony'>> {
  const state = await workspace.models.read(name);
  const { circuitId } = state;
  const ceremony = circuitId === undefined ? undefined : state.ceremonies?.[circuitId];
  if (circuitId === undefined || !ceremony || ceremony.keyId !== undefined) {
    throw new AppError(
      'option-invalid',
      `There is no ceremony under way for "${name}".`,
      'A finished one stays: its key has to be kept.',
    );
  }
  await workspace.models.update(name, (present = state) => ({
    ...present,
    ceremonies: Object.fromEntries(
      Object.entries(present.ceremonies ?? {}).filter(
        ([circuit, { keyId }]) => circuit !== circuitId || keyId !== undefined,
      ),
    ),
  }));
  return { name, folder: ceremony.folder };
}

/** A file, the smallest published one in the workspace that is large enough, or (`local`) the workspace's own. */
async function choosePtau(
  { workspace, jobs, publishedPtau }: EngineContext,
  { name, ptau }: ParsedInput<'startCeremony'>,
  domainPower: number,
  work: LongWork,
): Promise<string> {
  const { artifactFolder, ptauFolder } = workspace;
  if (ptau === 'local') {
    const power = Math.max(domainPower, 8);
    return (await jobs.run('powers-of-tau', { artifactFolder, power }, name, work)).ptauPath;
  }
  if (ptau !== undefined) return resolve(ptau);
  const large = publishedPtau.filter(({ power }) => power >= domainPower);
  const kept = large.map(({ file }) => join(ptauFolder, file)).find((path) => existsSync(path));
  if (kept !== undefined) return kept;
  throw new AppError(
    'option-invalid',
    `There are no published powers of tau of power ${domainPower} or more in this workspace.`,
    `Fetch some: proofpress ptau fetch ${large[0]?.power ?? domainPower}. Or take others with --ptau FILE, or --ptau local to try it out: then the grade is local.`,
  );
}

function checkAddress(text: string): string {
  if (isAddress(text)) return getAddress(text);
  throw new AppError('option-invalid', `"${text}" is no Ethereum address.`, 'Give 0x and 40 hex digits.');
}
