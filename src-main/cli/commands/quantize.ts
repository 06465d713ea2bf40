import type { Command } from 'commander';
import type { CallResult } from '../../api/contract.ts';
import { BIT_RANGE } from '../../api/contract.ts';
import { examples } from '../help.ts';
import { integerOption } from '../options.ts';
import { withSession } from '../session.ts';
import { percent, seconds, stageLine, table } from '../text.ts';

interface Options {
  samples: string;
  evaluate?: string;
  bits: string;
  weightBits: string;
  inputBits: string;
  outputBits: string;
}

export function registerQuantize(program: Command): void {
  program
    .command('quantize <model>')
    .description('step 2: turn the network into integers, and report how well these do')
    .requiredOption(
      '-s, --samples <file>',
      'typical inputs (JSON), on which the range of every tensor is measured',
    )
    .option(
      '-e, --evaluate <file>',
      'inputs that the report is about, with labels for an accuracy (default: the samples)',
    )
    .option('--bits <bits>', 'width of an activation; more is more accurate, and slower to prove', '8')
    .option(
      '--weight-bits <bits>',
      'width of a weight, a constraint a bit for every rounded activation; auto takes as few as keep the outputs 30 dB ' +
        'above their rounding noise on the samples, 8 at most',
      'auto',
    )
    .option('--input-bits <bits>', 'width of an input value', '8')
    .option('--output-bits <bits>', 'width of an output value', '16')
    .addHelpText(
      'after',
      `
A file of samples is JSON: a list with one sample an entry (nested or flat), {"input_data": [[...], ...]} for
one sample of a network with several inputs, or, with labels,
  {"format": "proofpress-samples-1", "inputs": {"NAME": {"data": [[0.1, 0.2], [0.3, 0.4]]}}, "labels": [0, 1]}
` +
        examples(
          ['proofpress quantize network --samples train.json --evaluate test.json', ''],
          ['proofpress quantize network --samples train.json --bits 10', 'where 8 bits lose too much'],
        ),
    )
    .action((name: string, options: Options, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const result = await client.quantizeModel(
          {
            name,
            samples: options.samples,
            evaluate: options.evaluate,
            activationBits: integerOption(options.bits, '--bits', BIT_RANGE),
            weightBits:
              options.weightBits === 'auto'
                ? 'auto'
                : integerOption(options.weightBits, '--weight-bits', BIT_RANGE),
            inputBits: integerOption(options.inputBits, '--input-bits', BIT_RANGE),
            outputBits: integerOption(options.outputBits, '--output-bits', BIT_RANGE),
          },
          work,
        );
        say(stageLine('Quantized', result));
        for (const line of quantizeLines(result)) say(`  ${line}`);
        say(`  ${seconds(result.seconds)}; next: proofpress compile ${name}`);
        return result;
      }),
    );
}

export function quantizeLines({ weightBits, accuracy }: CallResult<'quantizeModel'>): string[] {
  const { samples, topOneAgreement, floatAccuracy, integerAccuracy, largestError, meanError, layers } =
    accuracy;
  const lines = [`weights of ${weightBits} bits`];
  if (floatAccuracy !== null && integerAccuracy !== null) {
    lines.push(
      `accuracy on ${samples} samples: ${percent(floatAccuracy)} as floats, ${percent(integerAccuracy)} as integers`,
    );
  }
  if (topOneAgreement !== null) {
    lines.push(`same answer as the float network on ${percent(topOneAgreement)} of ${samples} samples`);
  }
  lines.push(`output error: ${meanError.toPrecision(3)} on average, ${largestError.toPrecision(3)} at most`);
  const rows = layers.map(({ layer, signalToNoiseDecibel }) => [
    `  ${layer}`,
    signalToNoiseDecibel === null ? 'exact' : `${signalToNoiseDecibel.toFixed(1)} dB`,
  ]);
  return [...lines, 'signal to rounding noise by layer (above 20 dB is good):', ...table(rows)];
}
