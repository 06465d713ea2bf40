import type { Command } from 'commander';
import type { CallResult } from '../../api/contract.ts';
import { examples } from '../help.ts';
import { integerOption } from '../options.ts';
import { withSession } from '../session.ts';
import { percent, seconds, table } from '../text.ts';

type Job = CallResult<'listJobs'>['jobs'][number];

export function registerJobs(program: Command): void {
  program
    .command('jobs')
    .description('heavy work of the workspace, whoever began it, the latest first')
    .option('--latest <number>', 'how many at most', '50')
    .addHelpText(
      'after',
      examples(['proofpress jobs', ''], ['proofpress jobs --latest 1', 'what goes on now']),
    )
    .action((options: { latest: string }, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const latest = integerOption(options.latest, '--latest', { low: 1, high: 1000 });
        const result = await client.listJobs({ latest }, work);
        if (result.jobs.length === 0) say('There were no jobs in this workspace yet.');
        for (const line of table(result.jobs.map(row))) say(line);
        return result;
      }),
    );
}

function row({ id, kind, model, state, fraction, message, error, queuedAt, startedAt, finishedAt }: Job) {
  const took = startedAt !== null && finishedAt !== null ? seconds((finishedAt - startedAt) / 1000) : '';
  const progress = [message, fraction === null ? undefined : percent(fraction)].filter(Boolean).join(' ');
  const remark = error?.message ?? (state === 'running' ? progress : '');
  return [`#${id}`, new Date(queuedAt).toISOString(), kind, model ?? '', state, took, remark];
}
