import { formatEther, formatUnits } from 'ethers';
import type { CallResult } from '../api/contract.ts';
import { table } from './text.ts';

/** What a publication will send and cost, as it is shown before anything is signed. */
export function planLines(plan: CallResult<'planPublication'>): string[] {
  const { name, network, account, contracts, modelId, transactions, quote, remarks } = plan;
  const lines = [
    `Plan for ${name} on ${network.title} (chain ${network.chainId})${network.isTest ? '' : ', where coins are worth money'}`,
    `  account ${account}`,
    ...table(
      contracts.map(({ name: contract, address, isThere }) => [
        `  ${contract}`,
        address,
        isThere ? 'is there' : 'will be deployed',
      ]),
    ),
    `  model id ${modelId}${plan.isRegistered ? ', registered already' : ''}`,
  ];
  const costs =
    transactions.length > 0
      ? quoteLines(transactions, quote, network.currency)
      : ['  nothing is left to send'];
  return [...lines, ...costs, ...remarks.map((remark) => `  note: ${remark}`)];
}

/** What transactions take and cost, one by one and in all. */
export function quoteLines(
  transactions: CallResult<'planPublication'>['transactions'],
  quote: CallResult<'planPublication'>['quote'],
  currency: string,
): string[] {
  const coin = (wei: string | null) => (wei === null ? 'unknown' : `${amount(wei)} ${currency}`);
  const rows = transactions.map((one) => [
    `  to ${one.purpose}`,
    one.gas === null
      ? ''
      : `${one.isEstimated ? '' : 'about '}${Number(one.gas).toLocaleString('en-US')} gas`,
    coin(one.expected),
    one.data === '0' ? '' : `of it ${coin(one.data)} for data on Ethereum`,
  ]);
  return [
    ...table(rows),
    `  in all about ${coin(quote.expected)}, at most ${coin(quote.maximum)} (up to ${formatUnits(quote.maxFeePerGas, 'gwei')} gwei for gas)`,
    `  the account holds ${coin(quote.balance)}${quote.isEnough ? '' : `, and ${coin(quote.needed)} are needed`}`,
  ];
}

/** Four digits that say something. */
function amount(wei: string): string {
  const value = Number(formatEther(wei));
  if (value === 0 || value >= 1000) return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
  return value
    .toPrecision(4)
    .replace(/(\.\d*?)0+($|e)/, '$1$2')
    .replace(/\.($|e)/, '$1');
}
