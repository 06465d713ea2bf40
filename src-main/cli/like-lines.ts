import type { CallResult } from '../api/contract.ts';
import type { SamplesReading, SamplesSource } from '../api/samples.ts';
import { percent } from './text.ts';

type Taken = CallResult<'quantizeModel'>['like'];

const SETTINGS: Record<string, (value: number | string) => string> = {
  activationBits: (value) => `activations of ${value} bits`,
  weightBits: (value) => (value === 'auto' ? 'as few weight bits as do' : `weights of ${value} bits`),
  inputBits: (value) => `inputs of ${value} bits`,
  outputBits: (value) => `outputs of ${value} bits`,
  targetError: (value) => `an error of at most ${percent(Number(value))}`,
  targetAgreement: (value) => `the same answer on at least ${percent(Number(value))}`,
};

/** What was taken from the model that --like or --replaces names. */
export function likeLines(like: Taken): string[] {
  if (like === null) return [];
  const { name, samples, evaluate, reading, settings, samplesChanged } = like;
  const taken = Object.entries(settings).map(([setting, value]) => SETTINGS[setting]?.(value) ?? setting);
  return [
    `as ${name}:`,
    ...(samples === undefined ? [] : [`  samples from ${sourceText(samples)}`]),
    ...(evaluate === undefined ? [] : [`  evaluated on ${sourceText(evaluate)}`]),
    ...readingLines(reading),
    ...(taken.length === 0 ? [] : [`  ${taken.join(', ')}`]),
    ...(samplesChanged ? [`  note: these samples are not those that ${name} was quantized with`] : []),
  ];
}

function sourceText(source: SamplesSource): string {
  if (typeof source === 'string') return source;
  const { count, low, high } = source.random;
  return `${count} random ones from ${low} to ${high}`;
}

/** Only what is not as without options. */
function readingLines(reading: SamplesReading | undefined): string[] {
  if (reading === undefined) return [];
  const { labelColumn, pixels } = reading;
  const { scale, mean, std, layout } = pixels;
  const isPlain =
    scale === 1 / 255 && mean.every((value) => value === 0) && std.every((value) => value === 1);
  return [
    ...(labelColumn === undefined ? [] : [`  labels in the column ${labelColumn}`]),
    ...(isPlain ? [] : [`  pixels times ${scale}, minus ${mean.join(', ')}, divided by ${std.join(', ')}`]),
    ...(layout === undefined ? [] : [`  images as ${layout}`]),
  ];
}
