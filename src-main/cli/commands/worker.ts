import type { Command } from 'commander';
import { examples } from '../help.ts';
import { integerOption } from '../options.ts';
import { withSession } from '../session.ts';
import { untilAborted } from '../until-aborted.ts';

interface Options {
  queue: string;
  workers: string;
  keepInputs?: boolean;
  drain: string;
}

export function registerWorker(program: Command): void {
  program
    .command('worker')
    .description('step 7, on further machines: prove what servers have accepted into a queue in Redis')
    .requiredOption('--queue <url>', 'the Redis (redis://...) that `proofpress serve --queue` uses')
    .option('--workers <count>', 'how many inferences are proven at a time, each on every core', '1')
    .option('--keep-inputs', 'keep inputs and salts in Redis when the proof is done')
    .option('--drain <seconds>', 'how long running proofs may take when the worker is stopped', '60')
    .addHelpText(
      'after',
      `
The workspace needs the models with the keys that the servers have: proofpress export there, proofpress import here. Its
log goes to stderr, one JSON object a line.
` +
        examples(
          ['proofpress worker --queue redis://queue.internal:6379', ''],
          [
            'proofpress worker --queue redis://queue.internal:6379 --workers 4',
            'a machine with four devices',
          ],
        ),
    )
    .action((options: Options, command: Command) =>
      withSession(command, async ({ engine, work, say }) => {
        const workers = integerOption(options.workers, '--workers', { low: 1, high: 64 });
        const drainMilliseconds = integerOption(options.drain, '--drain', { high: 3600 }) * 1000;
        const { pino } = await import('pino');
        const log = pino({ level: 'info' }, process.stderr);
        const { queue: queueUrl, keepInputs = false } = options;
        const working = await engine.work({ queueUrl, workers, keepInputs, log });
        try {
          say(`Proving for ${working.names.join(', ')}`);
          await untilAborted(work.signal);
          say('Stopping: what runs is ended');
          await working.drain({ signal: AbortSignal.timeout(drainMilliseconds) });
          return { models: working.names };
        } finally {
          await working.close();
        }
      }),
    );
}
