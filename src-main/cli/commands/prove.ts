import type { Command } from 'commander';
import { examples } from '../help.ts';
import { integerOption } from '../options.ts';
import { withSession } from '../session.ts';
import { bytes, seconds } from '../text.ts';

interface Options {
  input: string;
  index: string;
  output?: string;
  onChain?: boolean;
  network?: string;
  requestId?: string;
  consumer?: string;
  payee?: string;
  deadline?: string;
  salts?: string;
}

export function registerProve(program: Command): void {
  program
    .command('prove <model>')
    .description(
      'step 5: run the model on an input and prove the answer; the result is a receipt, one JSON file',
    )
    .requiredOption('-i, --input <file>', 'inputs, in one of the forms of the samples of quantize')
    .option('--index <number>', 'which entry of the file, counted from 0', '0')
    .option('-o, --output <file>', 'where the receipt goes (default: the folder receipts of the workspace)')
    .option('--on-chain', 'make a proof that the registry on the chain accepts, once published')
    .option(
      '--network <name>',
      'of several networks that it is published on, this one, by name or chain id (default: the latest)',
    )
    .option('--request-id <hex>', 'the 32 bytes by which someone asked for this answer (default: random)')
    .option('--consumer <address>', 'the account or contract that may use the proof (default: the publisher)')
    .option(
      '--payee <address>',
      'the account that the proof names as the one to be paid (default: the publisher)',
    )
    .option(
      '--deadline <time>',
      'Unix time in seconds after which the proof no longer counts (default: never)',
    )
    .option(
      '--salts <file>',
      'file with the salts of committed inputs, as beside a receipt or a request: the input then has the commitment that ' +
        'was made with them (default: fresh salts)',
    )
    .addHelpText(
      'after',
      examples(
        ['proofpress prove network --input test.json --index 3', ''],
        ['proofpress prove network --input test.json --on-chain', 'after proofpress publish network'],
        [
          'proofpress prove network --input test.json --on-chain --consumer 0x...',
          'for the contract that asked',
        ],
      ),
    )
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
            network: options.network,
            salts: options.salts,
            context: { requestId, consumer, payee, deadline },
          },
          work,
        );
        say(`Proved an inference of ${name}`);
        for (const { name: output, reals } of result.outputs) {
          const shown = reals.slice(0, 12).map((value) => value.toPrecision(5));
          say(`  ${output}: ${shown.join(', ')}${reals.length > 12 ? ', ...' : ''}`);
        }
        if (result.className !== null) say(`  that is: ${result.className}`);
        if (result.label !== null) say(`  label in the file: ${result.label}`);
        say(`  proof ${bytes(result.proofBytes)}, receipt ${bytes(result.receiptBytes)}: ${result.receipt}`);
        if (result.secrets)
          say(`  salts of the committed inputs, which open them (keep them): ${result.secrets}`);
        say(
          `  ${seconds(result.seconds.witness)} to run the model, ${seconds(result.seconds.prove)} to prove; next: proofpress verify ${result.receipt}`,
        );
        return result;
      }),
    );
}
