import type { Command } from 'commander';
import { formatEther } from 'ethers';
import type { CallResult } from '../../api/contract.ts';
import { examples } from '../help.ts';
import { integerOption } from '../options.ts';
import { withSession } from '../session.ts';

type Market = CallResult<'marketStatus'>['markets'][number];

export function registerMarket(program: Command): void {
  const market = program
    .command('market')
    .description('requests that others made on a chain, and their answers');
  market
    .command('status')
    .description('what came in, what became of it and what it earned, by the books of the workspace')
    .option('--latest <count>', 'how many requests to list', '20')
    .addHelpText(
      'after',
      examples(
        ['proofpress market status', 'asks no chain; answering is `proofpress serve --market`'],
        ['proofpress market status --latest 100 --json', ''],
      ),
    )
    .action((options: { latest: string }, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const latest = integerOption(options.latest, '--latest', { high: 10_000 });
        const status = await client.marketStatus({ latest }, work);
        if (status.markets.length === 0) say('No market was watched from this workspace.');
        for (const each of status.markets) for (const line of marketLines(each)) say(line);
        return status;
      }),
    );
}

function marketLines({ chainId, market, lastBlock, counts, earned, gasCost, requests }: Market): string[] {
  const numbers = Object.entries(counts).map(([state, count]) => `${count} ${state}`);
  return [
    `market ${market} on chain ${chainId}, read up to block ${lastBlock ?? 'none'}`,
    `  requests: ${numbers.length > 0 ? numbers.join(', ') : 'none'}`,
    ...Object.entries(earned).map(([token, amount]) => `  earned: ${amountText(amount, token)}`),
    `  gas of the answers: ${formatEther(gasCost)}`,
    ...requests.map(
      ({ requestId, model, state, reason, fee, feeToken }) =>
        `  ${requestId.slice(0, 18)}  ${model}  ${amountText(fee, feeToken)}  ${state}${reason === null ? '' : `: ${reason}`}`,
    ),
  ];
}

function amountText(amount: string, token: string): string {
  return /^0x0+$/.test(token) ? formatEther(amount) : `${amount} units of ${token}`;
}
