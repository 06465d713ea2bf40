import type { Command } from 'commander';
import { integerOption } from '../options.ts';
import { withSession } from '../session.ts';
import { bytes, seconds } from '../text.ts';

interface Options {
  input: string;
  index: string;
  output?: string;
  onChain?: boolean;
  requestId?: string;
  consumer?: string;
  payee?: string;
  deadline?: string;
}

export function registerProve(program: Command): void {
  program
    .command('prove <model>')
    .description('run the model on an input and prove the answer')
    .requiredOption('-i, --input <file>', 'samples file')
    .option('--index <number>', 'which sample of the file', '0')
    .option('-o, --output <file>', 'where the receipt goes')
    .option('--on-chain', 'prove for the chain that the model is published on')
    .option('--request-id <hex>', '32 bytes that the asker chose (default: random)')
    .option('--consumer <address>', 'contract or account that may use the proof (default: the publisher)')
    .option('--payee <address>', 'who is paid for it (default: the publisher)')
    .option('--deadline <time>', 'Unix time after which the proof no longer counts')
    .action((name: string, options: Options, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const { requestId, consumer, payee } = options;
        const deadline =
          options.deadline === undefined ? undefined : integerOption(options.deadline, '--deadline');
        const result = await client.proveInference(
          {
            name,
            samples: options.input,
            index: integerOption(options.index, '--index'),
            output: options.output,
            onChain: options.onChain ?? false,
            context: { requestId, consumer, payee, deadline },
          },
          work,
        );
        say(`Proved an inference of ${name}`);
        for (const { name: output, reals } of result.outputs) {
          const shown = reals.slice(0, 12).map((value) => value.toPrecision(5));
          say(`  ${output}: ${shown.join(', ')}${reals.length > 12 ? ', ...' : ''}`);
        }
        say(`  proof ${bytes(result.proofBytes)}, receipt ${result.receipt}`);
        if (result.secrets) say(`  salts of committed inputs (keep them to yourself): ${result.secrets}`);
        say(`  witness ${seconds(result.seconds.witness)}, proof ${seconds(result.seconds.prove)}`);
        return result;
      }),
    );
}
