import { formatEther, formatUnits } from 'ethers';
import { signalCount, type StatementLayout } from '../../../chain/statement-layout.ts';
import { NATIVE_TOKEN, type MarketRequest } from '../../../chain/market-request.ts';

/** What an answer has to earn. */
export interface PricePolicy {
  /**
   * By name of the model, '*' for all others, and by token in lower case, the zero address for the chain's coin: the least
   * fee, in the token's smallest unit. A token without a price is not taken. In coins, a price above 0 means that the fee
   * has to pay for the gas, too; a price of 0, that the publisher pays for it.
   */
  prices: ReadonlyMap<string, ReadonlyMap<string, bigint>>;
  /** wei per gas that no transaction may offer more than */
  maximumFeePerGas?: bigint;
}

/** Of fulfil without its callback, measured with three signals, and of each signal. */
const FULFIL_GAS = 262_000n;
const SIGNAL_GAS = 7_200n;

/** What an answer will take, about. */
export function expectedGas(layout: StatementLayout, { callbackGas }: MarketRequest): bigint {
  return FULFIL_GAS + SIGNAL_GAS * BigInt(signalCount(layout)) + callbackGas;
}

/** Whether the fee of a request has to pay for the gas of its answer. */
export function paysForGas(policy: PricePolicy, model: string, request: MarketRequest): boolean {
  return request.feeToken === NATIVE_TOKEN && (priceOf(policy, model, NATIVE_TOKEN) ?? 0n) > 0n;
}

/**
 * Why a request is not worth its work; undefined where it is.
 * @param gasPrice wei per gas that are paid now
 */
export function judgeFee(
  policy: PricePolicy,
  model: string,
  request: MarketRequest,
  { gas, gasPrice }: { gas: bigint; gasPrice: bigint },
): string | undefined {
  const token = request.feeToken.toLowerCase();
  const price = priceOf(policy, model, token);
  if (price === undefined) return `fees in the token ${token} are not taken`;
  const amount = (value: bigint) =>
    token === NATIVE_TOKEN ? formatEther(value) : `${value} units of ${token}`;
  if (request.fee < price) return `the fee is ${amount(request.fee)}, and the price ${amount(price)}`;
  if (paysForGas(policy, model, request) && gas * gasPrice > request.fee) {
    return `the gas, about ${gas} at ${formatUnits(gasPrice, 'gwei')} gwei, costs more than the fee of ${amount(request.fee)}`;
  }
  return undefined;
}

/** wei per gas that an answer may offer at most; undefined for no bound. */
export function feeCeiling(
  policy: PricePolicy,
  model: string,
  request: MarketRequest,
  gasLimit: bigint,
): bigint | undefined {
  const { maximumFeePerGas } = policy;
  if (!paysForGas(policy, model, request)) return maximumFeePerGas;
  const earned = request.fee / gasLimit;
  return maximumFeePerGas === undefined || earned < maximumFeePerGas ? earned : maximumFeePerGas;
}

function priceOf({ prices }: PricePolicy, model: string, token: string): bigint | undefined {
  return (prices.get(model) ?? prices.get('*'))?.get(token);
}
