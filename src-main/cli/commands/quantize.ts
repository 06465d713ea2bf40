import type { Command } from 'commander';
import type { CallResult } from '../../api/contract.ts';
import { BIT_RANGE } from '../../api/contract.ts';
import { examples } from '../help.ts';
import { integerOption } from '../options.ts';
import {
  addReadingOptions,
  originText,
  readingOf,
  type ReadingOptions,
  sourceOf,
} from '../samples-options.ts';
import { withSession } from '../session.ts';
import { percent, seconds, stageLine, table } from '../text.ts';

interface Options extends ReadingOptions {
  samples: string;
  evaluate?: string;
  bits: string;
  weightBits: string;
  inputBits: string;
  outputBits: string;
}

export function registerQuantize(program: Command): void {
  const quantize = program
    .command('quantize <model>')
    .description('step 2: turn the network into integers, and report how well these do')
    .requiredOption(
      '-s, --samples <source>',
      'typical inputs, on which the range of every tensor is measured: a .npz, .npy, .csv or JSON file, an image, a ' +
        'folder of images, or random[:COUNT[:LOW:HIGH]] to try the network out',
    )
    .option(
      '-e, --evaluate <source>',
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
    .option('--output-bits <bits>', 'width of an output value', '16');
  addReadingOptions(quantize)
    .addHelpText(
      'after',
      `
Samples by the ending of the file; the first axis, row or entry is the sample, and values stand row by row:
  .npz, .npy        numpy.savez with an array for each input, by its name, and perhaps "labels"; or numpy.save
  .csv              a row a sample, perhaps with a header and a column of labels
  .png, .jpg        an image or a folder of them, resized to the input; folders in it are classes, by name
  .json, others     a list with one sample an entry, {"input_data": [[...], ...]} with data for each input, or
                    {"format": "proofpress-samples-1", "inputs": {"NAME": {"data": [[...], [...]]}}, "labels": [0, 1]}
prove reads its inputs in the same way, with the options given here.
` +
        examples(
          ['proofpress quantize network --samples train.npz --evaluate test.npz', ''],
          ['proofpress quantize network --samples photos --pixel-mean 0.5 --pixel-std 0.5', ''],
          ['proofpress quantize network --samples train.npz --bits 10', 'where 8 bits lose too much'],
        ),
    )
    .action((name: string, options: Options, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const result = await client.quantizeModel(
          {
            name,
            samples: sourceOf(options.samples, '--samples'),
            evaluate: options.evaluate === undefined ? undefined : sourceOf(options.evaluate, '--evaluate'),
            reading: readingOf(options),
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

export function quantizeLines({
  weightBits,
  accuracy,
  samples: { calibration },
}: CallResult<'quantizeModel'>): string[] {
  const { samples, topOneAgreement, floatAccuracy, integerAccuracy, largestError, meanError, layers } =
    accuracy;
  const lines = [`weights of ${weightBits} bits`];
  if (calibration) lines.push(`ranges from ${originText(calibration)}`);
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
