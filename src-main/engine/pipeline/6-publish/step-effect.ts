import { isError, keccak256, toBeHex, type BlockTag, type Provider } from 'ethers';
import { AppError } from '../../../api/errors.ts';
import { REGISTRY } from '../../chain/contract-bindings.ts';

/**
 * What is true on a chain once a step is done. It tells whether there is anything left to do, whoever did it, and it can
 * only become true once: sending the same step twice deploys nothing twice and registers nothing twice.
 */
export type StepEffect =
  /** Exactly this code lies there. */
  | { kind: 'code'; address: string; codeHash: string }
  /** The account has this much, or what it was to pay for is there. */
  | { kind: 'funded'; account: string; wei: string; orCodeAt: string }
  /** The model is registered, by its owner: the id commits to both. */
  | { kind: 'model'; registry: string; modelId: string }
  /** The registry names this model as the one that took the other one's place. */
  | { kind: 'successor'; registry: string; modelId: string; successor: string }
  /** The registry accepts no proof of the model any more. */
  | { kind: 'deprecated'; registry: string; modelId: string };

/** The same text for the same effect. */
export function encodeEffect(effect: StepEffect): string {
  return JSON.stringify(Object.fromEntries(Object.entries(effect).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/**
 * Whether a step's effect is there, at the latest block or an earlier one.
 * @throws AppError `chain-refused` where other code lies at the address; errors of ethers
 */
export async function hasEffect(
  provider: Provider,
  effect: StepEffect,
  blockTag: BlockTag = 'latest',
): Promise<boolean> {
  switch (effect.kind) {
    case 'code': {
      const code = await provider.getCode(effect.address, blockTag);
      if (code === '0x') return false;
      if (keccak256(code) === effect.codeHash) return true;
      throw new AppError(
        'chain-refused',
        `What lies at ${effect.address} is not the code that belongs there.`,
        'Do not use this chain: its addresses do not commit to the code.',
      );
    }
    case 'funded': {
      if ((await provider.getCode(effect.orCodeAt, blockTag)) !== '0x') return true;
      return (await provider.getBalance(effect.account, blockTag)) >= BigInt(effect.wei);
    }
    case 'model':
      return (await readModel(provider, effect, blockTag)) !== undefined;
    case 'successor':
      return isSuccessor(provider, effect, blockTag);
    case 'deprecated':
      return (await readModel(provider, effect, blockTag))?.deprecated === true;
  }
}

/** @throws AppError `chain-refused` where the model has another successor, which is for good */
async function isSuccessor(
  provider: Provider,
  { registry, modelId, successor }: { registry: string; modelId: string; successor: string },
  blockTag: BlockTag,
): Promise<boolean> {
  if (!(await readModel(provider, { registry, modelId }, blockTag))) return false;
  const data = REGISTRY.abi.encodeFunctionData('successorOf', [BigInt(modelId)]);
  const returned = await provider.call({ to: registry, data, blockTag });
  const [named] = REGISTRY.abi.decodeFunctionResult('successorOf', returned);
  if (named === 0n) return false;
  if (named === BigInt(successor)) return true;
  throw new AppError(
    'chain-refused',
    `The model ${modelId} has another successor already, ${toBeHex(named, 32)}.`,
    'Replace that one instead: a successor is named once.',
  );
}

/** @returns undefined where it is not registered, or no registry is there yet */
async function readModel(
  provider: Provider,
  { registry, modelId }: { registry: string; modelId: string },
  blockTag: BlockTag,
): Promise<{ deprecated: boolean } | undefined> {
  const data = REGISTRY.abi.encodeFunctionData('getModel', [BigInt(modelId)]);
  try {
    const returned = await provider.call({ to: registry, data, blockTag });
    if (returned === '0x') return undefined;
    const [, deprecated] = REGISTRY.abi.decodeFunctionResult('getModel', returned);
    return { deprecated };
  } catch (error) {
    if (isError(error, 'CALL_EXCEPTION') && error.data?.startsWith(MODEL_NOT_FOUND)) return undefined;
    throw error;
  }
}

const MODEL_NOT_FOUND = REGISTRY.abi.getError('ModelNotFound')!.selector;
