import type { Command } from 'commander';
import type { CallResult } from '../../api/contract.ts';
import { examples } from '../help.ts';
import { integerOption } from '../options.ts';
import { withSession } from '../session.ts';
import { table } from '../text.ts';

type Receipt = CallResult<'listReceipts'>['receipts'][number];

export function registerReceipts(program: Command): void {
  program
    .command('receipts [model]')
    .description('the receipts in the workspace, the latest first')
    .option('--latest <number>', 'how many at most', '50')
    .addHelpText(
      'after',
      examples(['proofpress receipts', ''], ['proofpress receipts network', 'of one model']),
    )
    .action((name: string | undefined, options: { latest: string }, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const latest = integerOption(options.latest, '--latest', { low: 1, high: 1000 });
        const result = await client.listReceipts({ name, latest }, work);
        if (result.receipts.length === 0) say('There are no receipts in this workspace yet.');
        for (const line of table(result.receipts.map(row))) say(line);
        return result;
      }),
    );
}

const SHOWN = 3;

function row({ createdAt, model, chainId, outputs, className, path }: Receipt): string[] {
  const reals = outputs[0]?.reals ?? [];
  const values = reals.slice(0, SHOWN).map((value) => value.toPrecision(4));
  const answer = className ?? `${values.join(', ')}${reals.length > SHOWN ? ', ...' : ''}`;
  const place = chainId === '0' ? 'no chain' : `chain ${chainId}`;
  return [new Date(createdAt).toISOString(), model, place, answer, path];
}
