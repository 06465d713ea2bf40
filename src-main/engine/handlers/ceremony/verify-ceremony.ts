import { resolve } from 'node:path';
import type { CallResult, ParsedInput } from '../../../api/contract.ts';
import { AppError } from '../../../api/errors.ts';
import { gradeOf } from '../../../api/key-grade.ts';
import type { LongWork } from '../../../api/progress.ts';
import { readBeaconBlock } from '../../ceremony/beacon-block.ts';
import { readCeremony } from '../../ceremony/ceremony-file.ts';
import { locatePtau } from '../../ceremony/locate-ptau.ts';
import type { VerifiedCeremony } from '../../ceremony/verify-ceremony.ts';
import type { EngineContext } from '../../engine.ts';
import { secondsSince } from '../seconds.ts';

/** Checks everything about a ceremony, and says what its key would be worth. */
export async function verifyCeremonyCall(
  { workspace, jobs, chains, publishedPtau }: EngineContext,
  input: ParsedInput<'verifyCeremony'>,
  work: LongWork,
): Promise<CallResult<'verifyCeremony'>> {
  const started = performance.now();
  const folder = resolve(input.folder);
  const described = await readCeremony(folder);
  const ptauPath =
    input.ptau === undefined ? locatePtau(folder, described, workspace.ptauFolder) : resolve(input.ptau);
  const verified = await jobs.run('verify-ceremony', { folder, ptauPath }, described.model, work);
  const { ceremony } = verified;
  const { blake2b } = ceremony.phase1;
  const phase1 = publishedPtau.some((entry) => entry.blake2b === blake2b) ? 'public' : 'local';
  const contributions = listContributions(verified);
  const beacon = beaconOf(verified);
  if (beacon && input.rpc !== undefined) {
    const { time } = ceremony.contributions.at(-1)!.statement;
    const { value } = await readBeaconBlock(await chains.provider(input.rpc, work), beacon.block, {
      after: time,
    });
    if (`0x${value}` !== beacon.blockHash) throw otherBeacon(beacon.block);
    beacon.isCompared = true;
  }
  const { publisher } = ceremony;
  const { grade, text, independent, condition } = gradeOf({ phase1, contributions, publisher });
  return {
    folder,
    model: ceremony.model,
    circuitHash: ceremony.circuitHash,
    phase1: { blake2b, provenance: phase1, file: ceremony.phase1.published },
    publisher,
    contributions,
    beacon,
    grade,
    text,
    independent,
    condition,
    seconds: secondsSince(started),
  };
}

type Result = CallResult<'verifyCeremony'>;

function listContributions({ ceremony, contributions }: VerifiedCeremony): Result['contributions'] {
  return contributions.map(({ hash, name, beacon }, index) => ({
    kind: beacon ? 'beacon' : 'secret',
    name,
    hash,
    signer: ceremony.contributions[index]?.signer ?? null,
    time: ceremony.contributions[index]?.statement.time ?? null,
  }));
}

function beaconOf({ ceremony, contributions }: VerifiedCeremony): Result['beacon'] {
  const beacon = contributions.at(-1)?.beacon;
  const named = ceremony.contributions.at(-1)?.statement.beacon;
  if (!beacon || !named) return null;
  return { ...named, blockHash: `0x${beacon.value}`, isCompared: false };
}

function otherBeacon(block: number): AppError {
  return new AppError(
    'ceremony-invalid',
    `The beacon is not the hash of Ethereum block ${block}, which the last contributor named.`,
    'Go back to the folder as it was before the beacon, and add it with --rpc.',
  );
}
