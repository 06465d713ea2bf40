import type { CallResult } from '../../api/contract.ts';
import type { FeeQuote, QuotedTransaction } from '../chain/quote-fees.ts';

type Plan = CallResult<'planPublication'>;

/** Amounts as decimals: JSON has no integers of this size. */
export function quotedTransaction(one: QuotedTransaction): Plan['transactions'][number] {
  const { purpose, to, isEstimated, gas, execution, data, value, expected, maximum } = one;
  return {
    ...{ purpose, to, isEstimated, gas: text(gas), execution: text(execution), data: String(data) },
    ...{ value: String(value), expected: text(expected), maximum: text(maximum) },
  };
}

/** Likewise, of all transactions. */
export function quoteTotals({ price, expected, maximum, needed, balance }: FeeQuote): Plan['quote'] {
  return {
    maxFeePerGas: String(price.maxFeePerGas),
    expected: text(expected),
    maximum: text(maximum),
    needed: String(needed),
    balance: String(balance),
    isEnough: balance >= needed,
  };
}

function text(value: bigint | null): string | null {
  return value === null ? null : String(value);
}
