import { resolve } from 'node:path';
import type { CallResult, ParsedInput } from '../../../api/contract.ts';
import { AppError } from '../../../api/errors.ts';
import type { LongWork } from '../../../api/progress.ts';
import { readBeaconBlock } from '../../ceremony/beacon-block.ts';
import { readCeremony } from '../../ceremony/ceremony-file.ts';
import { locatePtau } from '../../ceremony/locate-ptau.ts';
import { replaceCeremony } from '../../ceremony/replace-ceremony.ts';
import type { EngineContext } from '../../engine.ts';
import { secondsSince } from '../seconds.ts';

/** Adds the beacon that the last contributor named, which ends a ceremony. */
export async function addBeaconCall(
  { workspace, jobs, chains }: EngineContext,
  input: ParsedInput<'addCeremonyBeacon'>,
  work: LongWork,
): Promise<CallResult<'addCeremonyBeacon'>> {
  const started = performance.now();
  const folder = resolve(input.folder);
  const ceremony = await readCeremony(folder);
  const last = ceremony.contributions.at(-1)?.statement;
  if (!last?.beacon) {
    throw new AppError(
      'ceremony-invalid',
      'No beacon was named: the last contribution has no statement that names a block.',
      'Let the last contributor contribute with --beacon-block NUMBER and sign.',
    );
  }
  const { block, iterationsExponent } = last.beacon;
  const { value } =
    input.rpc === undefined
      ? { value: givenHash(input.blockHash, block) }
      : await readBeaconBlock(await chains.provider(input.rpc, work), block, { after: last.time });
  const ptauPath =
    input.ptau === undefined ? locatePtau(folder, ceremony, workspace.ptauFolder) : resolve(input.ptau);
  const addition = { kind: 'beacon' as const, name: `Ethereum block ${block}`, value, iterationsExponent };
  const { before, key, hash } = await jobs.run(
    'extend-ceremony',
    { folder, ptauPath, addition },
    ceremony.model,
    work,
  );
  await replaceCeremony(folder, before, { ...before, key });
  return { folder, block, blockHash: `0x${value}`, iterationsExponent, hash, seconds: secondsSince(started) };
}

function givenHash(hash: string | undefined, block: number): string {
  if (hash !== undefined && /^0x[0-9a-fA-F]{64}$/.test(hash)) return hash.slice(2).toLowerCase();
  throw new AppError(
    'option-invalid',
    `The hash of Ethereum block ${block} is needed.`,
    'Name a node of Ethereum that knows it with --rpc, or give it with --block-hash 0x...',
  );
}
