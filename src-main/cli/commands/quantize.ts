import type { Command } from 'commander';
import type { CallResult } from '../../api/contract.ts';
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
    .description('turn the network into integers and report how accurate they are')
    .requiredOption('-s, --samples <file>', 'typical inputs, on which ranges are measured')
    .option('-e, --evaluate <file>', 'samples (with labels) that the accuracy report is about')
    .option('--bits <bits>', 'bits of an activation', '8')
    .option('--weight-bits <bits>', 'bits of a weight', '8')
    .option('--input-bits <bits>', 'bits of an input value', '8')
    .option('--output-bits <bits>', 'bits of an output value', '16')
    .action((name: string, options: Options, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const result = await client.quantizeModel(
          {
            name,
            samples: options.samples,
            evaluate: options.evaluate,
            activationBits: integerOption(options.bits, '--bits'),
            weightBits: integerOption(options.weightBits, '--weight-bits'),
            inputBits: integerOption(options.inputBits, '--input-bits'),
            outputBits: integerOption(options.outputBits, '--output-bits'),
          },
          work,
        );
        say(stageLine('Quantized', result));
        for (const line of accuracyLines(result.accuracy)) say(`  ${line}`);
        say(`  ${seconds(result.seconds)}; next: proofpress compile ${name}`);
        return result;
      }),
    );
}

export function accuracyLines(accuracy: CallResult<'quantizeModel'>['accuracy']): string[] {
  const { samples, topOneAgreement, floatAccuracy, integerAccuracy, largestError, meanError, layers } =
    accuracy;
  const lines: string[] = [];
  if (floatAccuracy !== null && integerAccuracy !== null) {
    lines.push(
      `accuracy on ${samples} samples: ${percent(floatAccuracy)} float, ${percent(integerAccuracy)} integer`,
    );
  }
  if (topOneAgreement !== null) lines.push(`same answer as the float network: ${percent(topOneAgreement)}`);
  lines.push(`output error: ${meanError.toPrecision(3)} on average, ${largestError.toPrecision(3)} at most`);
  const rows = layers.map(({ layer, signalToNoiseDecibel }) => [
    `  ${layer}`,
    signalToNoiseDecibel === null ? 'exact' : `${signalToNoiseDecibel.toFixed(1)} dB`,
  ]);
  return [...lines, 'signal to noise by layer:', ...table(rows)];
}
