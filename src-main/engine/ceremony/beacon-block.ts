import type { Provider } from 'ethers';
import { AppError } from '../../api/errors.ts';
import { toChainError } from '../chain/chain-error.ts';

/** Blocks of this chain are beacons: everybody can look them up. */
const BEACON_CHAIN = 1n;

export interface BeaconBlock {
  /** The block's hash, hex without 0x. */
  value: string;
  /** Unix seconds. */
  timestamp: number;
}

/**
 * The block that a beacon is made from, once nothing can replace it.
 * @param options.after when it was named; an earlier block was known already
 * @throws AppError `option-invalid` for another chain or a block that is not final, `ceremony-invalid` for one that is older
 *   than the statement that names it, `chain-unreachable`
 */
export async function readBeaconBlock(
  provider: Provider,
  number: number,
  { after }: { after: string },
): Promise<BeaconBlock> {
  await expectEthereum(provider);
  const [final, block] = await ask(() =>
    Promise.all([provider.getBlock('finalized'), provider.getBlock(number)]),
  );
  if (block?.hash == null || final === null || number > final.number) {
    throw new AppError(
      'option-invalid',
      `Block ${number}, which the beacon is made from, is not final yet; the latest final one is ${final?.number ?? 0}.`,
      'Try again later: a block comes every twelve seconds and is final after about a quarter of an hour.',
    );
  }
  if (block.timestamp * 1000 <= Date.parse(after)) {
    throw new AppError(
      'ceremony-invalid',
      `Block ${number} was there before the statement that names it as the beacon: it holds no surprise.`,
      'Go back to the folder before the last contribution, and let somebody name a later block.',
    );
  }
  return { value: block.hash.slice(2), timestamp: block.timestamp };
}

/**
 * Refuses to name a block that exists already.
 * @throws AppError `option-invalid`, `chain-unreachable`
 */
export async function expectFutureBlock(provider: Provider, number: number): Promise<void> {
  await expectEthereum(provider);
  const latest = await ask(() => provider.getBlockNumber());
  if (number > latest) return;
  throw new AppError(
    'option-invalid',
    `Block ${number} is there already: the latest one is ${latest}.`,
    `Name a later one; ${latest + 300} comes in about an hour.`,
  );
}

async function expectEthereum(provider: Provider): Promise<void> {
  const { chainId } = await ask(() => provider.getNetwork());
  if (chainId === BEACON_CHAIN) return;
  throw new AppError(
    'option-invalid',
    `The node is one of chain ${chainId}; beacons are blocks of Ethereum (chain ${BEACON_CHAIN}).`,
    'Name a node of Ethereum with --rpc.',
  );
}

async function ask<Result>(question: () => Promise<Result>): Promise<Result> {
  try {
    return await question();
  } catch (error) {
    throw toChainError(error);
  }
}
