import { toQuantity, type JsonRpcProvider } from 'ethers';
import { AppError } from '../../../api/errors.ts';
import type { NetworkKind } from '../networks/network.ts';

/** What a transaction offers for a unit of gas, in wei. */
export interface GasPrice {
  /** Of the latest block; 0 where the chain has none (no EIP-1559). */
  baseFee: bigint;
  /** No more than this is paid; with EIP-1559 it leaves room for the base fee to double. */
  maxFeePerGas: bigint;
  /** null on a chain without EIP-1559, where maxFeePerGas is the price. */
  maxPriorityFeePerGas: bigint | null;
}

export interface CallToPrice {
  from: string;
  to: string;
  data: string;
  value?: bigint;
}

/** What is to be pretended about an account while a call is estimated: its code, and words of its storage by slot. */
export interface PretendedAccount {
  code?: string;
  stateDiff?: Record<string, string>;
}

/** By address. */
export type Pretended = Readonly<Record<string, PretendedAccount>>;

/** What a unit of gas costs now, paid in the next block: the base fee and the priority fee. */
export function presentPrice({ baseFee, maxFeePerGas, maxPriorityFeePerGas }: GasPrice): bigint {
  if (maxPriorityFeePerGas === null) return maxFeePerGas;
  const price = baseFee + maxPriorityFeePerGas;
  return price < maxFeePerGas ? price : maxFeePerGas;
}

/** What the node suggests for any transaction. */
export async function suggestGasPrice(provider: JsonRpcProvider): Promise<GasPrice> {
  const block = (await provider.send('eth_getBlockByNumber', ['latest', false])) as {
    baseFeePerGas?: string;
  } | null;
  const { maxFeePerGas, maxPriorityFeePerGas, gasPrice } = await provider.getFeeData();
  if (block?.baseFeePerGas === undefined || maxFeePerGas === null || maxPriorityFeePerGas === null) {
    return { baseFee: 0n, maxFeePerGas: gasPrice ?? 0n, maxPriorityFeePerGas: null };
  }
  return { baseFee: BigInt(block.baseFeePerGas), maxFeePerGas, maxPriorityFeePerGas };
}

/**
 * Gas of one transaction and what it should offer for it, as the network itself estimates it. On Linea the priority fee
 * pays for the data that goes to Ethereum and so depends on the transaction; on ZKsync the gas does.
 *
 * @param suggested for a transaction of any kind
 * @returns `gas` undefined where the node cannot estimate what builds on contracts that are not there yet
 * @throws AppError chain-unreachable, aborted; errors of ethers where the transaction would fail
 */
export async function priceTransaction(
  provider: JsonRpcProvider,
  kind: NetworkKind,
  call: CallToPrice,
  pretended: Pretended,
  suggested: GasPrice,
): Promise<{ gas: bigint | undefined; price: GasPrice }> {
  const { from, to, data, value = 0n } = call;
  const request = { from, to, data, value: toQuantity(value) };
  const isPretending = Object.keys(pretended).length > 0;
  const withOverrides = [request, 'latest', ...(isPretending ? [pretended] : [])];
  if (kind === 'zksync') {
    if (isPretending) return { gas: undefined, price: suggested };
    const fee = (await provider.send('zks_estimateFee', [request])) as Record<string, string>;
    return {
      gas: BigInt(fee.gas_limit!),
      price: {
        baseFee: suggested.baseFee,
        maxFeePerGas: larger(BigInt(fee.max_fee_per_gas!), suggested.maxFeePerGas),
        maxPriorityFeePerGas: BigInt(fee.max_priority_fee_per_gas!),
      },
    };
  }
  if (kind === 'linea') {
    const fee = (await orUndefined(isPretending, provider.send('linea_estimateGas', withOverrides))) as
      Record<string, string> | undefined;
    if (!fee) return { gas: undefined, price: suggested };
    const baseFee = BigInt(fee.baseFeePerGas!);
    const maxPriorityFeePerGas = BigInt(fee.priorityFeePerGas!);
    const maxFeePerGas = 2n * baseFee + maxPriorityFeePerGas;
    return { gas: BigInt(fee.gasLimit!), price: { baseFee, maxFeePerGas, maxPriorityFeePerGas } };
  }
  const gas = (await orUndefined(isPretending, provider.send('eth_estimateGas', withOverrides))) as
    string | undefined;
  return { gas: gas === undefined ? undefined : BigInt(gas), price: suggested };
}

/**
 * What one transaction should offer, on a network where that depends on the transaction; undefined where any transaction
 * offers the same.
 */
export function pricesOfOne(
  provider: JsonRpcProvider,
  kind: NetworkKind,
): ((call: CallToPrice) => Promise<GasPrice>) | undefined {
  if (kind !== 'linea') return undefined;
  return async (call) => {
    const suggested = await suggestGasPrice(provider);
    return (await priceTransaction(provider, kind, call, {}, suggested)).price;
  };
}

/** Nodes that know no state overrides refuse the third parameter, or find that the call fails. */
async function orUndefined<T>(isPretending: boolean, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (!isPretending || error instanceof AppError) throw error;
    return undefined;
  }
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
