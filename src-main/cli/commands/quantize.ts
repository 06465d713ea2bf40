import type { Command } from 'commander';
import type { CallResult } from '../../api/contract.ts';
import { BIT_RANGE } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import { examples } from '../help.ts';
import { addLimitOptions, type LimitOptions, limitsOf } from '../limit-options.ts';
import { integerOption } from '../options.ts';
import { likeLines } from '../like-lines.ts';
import {
  addReadingOptions,
  hasReading,
  originText,
  readingOf,
  type ReadingOptions,
  sourceOf,
} from '../samples-options.ts';
import { withSession } from '../session.ts';
import { targetOf } from '../target-option.ts';
import { percent, seconds, stageLine, table, thousands } from '../text.ts';

interface Options extends ReadingOptions, LimitOptions {
  like?: string;
  target?: string;
  samples?: string;
  evaluate?: string;
  bits?: string;
  weightBits?: string;
  inputBits?: string;
  outputBits?: string;
}

export function registerQuantize(program: Command): void {
  const quantize = program
    .command('quantize <model>')
    .description('step 2: turn the network into integers, and report how well these do')
    .option(
      '-s, --samples <source>',
      'typical inputs, on which the range of every tensor is measured: a .npz, .npy, .csv or JSON file, an image, a ' +
        'folder of images, or random[:COUNT[:LOW:HIGH]] to try the network out',
    )
    .option(
      '-e, --evaluate <source>',
      'inputs that the report is about, with labels for an accuracy (default: the samples)',
    )
    .option(
      '-t, --target <target>',
      'search for the cheapest widths of activations and weights with which the answers meet error=SHARE (largest ' +
        'deviation of an output over its largest magnitude), agreement=SHARE (samples with the same largest output) or both',
    )
    .option(
      '--like <model>',
      'take what is not named here from this model: samples, how they are read, widths and target',
    )
    .option(
      '--bits <bits>',
      'width of an activation; more is more accurate, and slower to prove (default: 8)',
    )
    .option(
      '--weight-bits <bits>',
      'width of a weight, a constraint a bit for every rounded activation; auto takes as few as keep the outputs 30 dB ' +
        'above their rounding noise on the samples, 8 at most (default: auto)',
    )
    .option('--input-bits <bits>', 'width of an input value (default: 8)')
    .option('--output-bits <bits>', 'width of an output value (default: 16)');
  addLimitOptions(addReadingOptions(quantize))
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
          ['proofpress quantize network --samples train.npz --target error=1%', 'as cheap as that allows'],
          ['proofpress quantize network --samples train.npz --bits 10', 'where 8 bits lose too much'],
          ['proofpress quantize retrained --like network', 'as the version before it'],
        ),
    )
    .action((name: string, options: Options, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const { samples, evaluate, like } = options;
        if (samples === undefined && like === undefined) {
          throw new AppError(
            'option-invalid',
            'Neither --samples nor --like says on which inputs ranges are to be measured.',
            'Name a file with typical inputs: --samples FILE.',
          );
        }
        const result = await client.quantizeModel(
          {
            name,
            like,
            samples: samples === undefined ? undefined : sourceOf(samples, '--samples'),
            evaluate: evaluate === undefined ? undefined : sourceOf(evaluate, '--evaluate'),
            reading: hasReading(options) ? readingOf(options) : undefined,
            activationBits: bitsOption(options.bits, '--bits'),
            weightBits:
              options.weightBits === 'auto' ? 'auto' : bitsOption(options.weightBits, '--weight-bits'),
            inputBits: bitsOption(options.inputBits, '--input-bits'),
            outputBits: bitsOption(options.outputBits, '--output-bits'),
            ...targetOf(options.target),
            limits: limitsOf(options),
          },
          work,
        );
        say(stageLine('Quantized', result));
        for (const line of [...likeLines(result.like), ...quantizeLines(result)]) say(`  ${line}`);
        say(`  ${seconds(result.seconds)}; next: proofpress compile ${name}`);
        return result;
      }),
    );
}

function bitsOption(text: string | undefined, option: string): number | undefined {
  return text === undefined ? undefined : integerOption(text, option, BIT_RANGE);
}

export function quantizeLines({
  activationBits,
  weightBits,
  layerWidths,
  tried,
  accuracy,
  samples: { calibration },
}: CallResult<'quantizeModel'>): string[] {
  const { samples, topOneAgreement, floatAccuracy, integerAccuracy, largestError, meanError, layers } =
    accuracy;
  const lines = [
    ...triedLines(tried),
    `activations of ${activationBits} bits, weights of ${weightBits} bits`,
    ...layerLines(layerWidths),
  ];
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
  lines.push(...saturationLines(accuracy));
  const rows = layers.map(({ layer, signalToNoiseDecibel }) => [
    `  ${layer}`,
    signalToNoiseDecibel === null ? 'exact' : `${signalToNoiseDecibel.toFixed(1)} dB`,
  ]);
  return [...lines, 'signal to rounding noise by layer (above 20 dB is good):', ...table(rows)];
}

/** The settings that a search tried, but for those that another beats in both error and constraints. */
function triedLines(tried: CallResult<'quantizeModel'>['tried']): string[] {
  const frontier = tried.filter(
    ({ constraints, error }) =>
      !tried.some(
        (other) =>
          other.constraints <= constraints &&
          other.error <= error &&
          (other.constraints < constraints || other.error < error),
      ),
  );
  if (frontier.length === 0) return [];
  const rows = frontier.map(({ activationBits, weightBits, ownWidths, constraints, error, agreement }) => [
    `  ${activationBits}-bit activations, ${weightBits}-bit weights${ownWidths === 0 ? '' : `, ${ownWidths} layers narrower`}`,
    `${thousands(constraints)} constraints`,
    `error ${percent(error)}`,
    `same answer ${percent(agreement)}`,
  ]);
  return ['what accuracy costs (the network alone, on the samples):', ...table(rows)];
}

/** A few values of many are not none. */
function shareText(share: number): string {
  return share < 1e-4 ? 'below 0.01 %' : percent(share);
}

function layerLines(layerWidths: CallResult<'quantizeModel'>['layerWidths']): string[] {
  if (layerWidths.length === 0) return [];
  const rows = layerWidths.map(({ layer, activationBits, weightBits }) => [
    `  ${layer}`,
    `${activationBits}-bit activations`,
    `${weightBits}-bit weights`,
  ]);
  return ['but for these layers, which take fewer:', ...table(rows)];
}

/** Most layers that are named. */
const NAMED = 5;

function saturationLines({ saturation }: CallResult<'quantizeModel'>['accuracy']): string[] {
  if (saturation.length === 0) return [];
  const rows = saturation
    .slice(0, NAMED)
    .map(({ layer, share, sample }) => [`  ${layer}`, shareText(share), `most on sample ${sample}`]);
  return ['values that did not fit their bits and stopped at the end of the range:', ...table(rows)];
}
