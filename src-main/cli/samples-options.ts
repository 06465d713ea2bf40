import { type Command, Option } from 'commander';
import type { CallInput, CallResult } from '../api/contract.ts';
import { AppError } from '../api/errors.ts';
import { integerOption, realOption } from './options.ts';
import { thousands } from './text.ts';

/** Options about how files of samples are read, as commander gives them. */
export interface ReadingOptions {
  labelColumn?: string;
  pixelScale?: string;
  pixelMean?: string;
  pixelStd?: string;
  pixelLayout?: 'NCHW' | 'NHWC';
}

type Source = CallInput<'quantizeModel'>['samples'];
type Reading = NonNullable<CallInput<'quantizeModel'>['reading']>;
type Origin = NonNullable<CallResult<'quantizeModel'>['samples']['calibration']>;

export function addReadingOptions(command: Command): Command {
  return command
    .option(
      '--label-column <column>',
      'column of a .csv file with the right class: its name in the header, or its position from 0',
    )
    .option('--pixel-scale <number>', 'images: what a pixel of 0 to 255 is multiplied with (default: 1/255)')
    .option(
      '--pixel-mean <numbers>',
      'images: subtracted then, for each channel or once for all (default: 0)',
    )
    .option('--pixel-std <numbers>', 'images: what that is divided by, likewise (default: 1)')
    .addOption(
      new Option(
        '--pixel-layout <order>',
        'images: order of the axes of the input, where its shape leaves that open',
      ).choices(['NCHW', 'NHWC']),
    );
}

/** Whether any of them was given. */
export function hasReading(options: ReadingOptions): boolean {
  const { labelColumn, pixelScale, pixelMean, pixelStd, pixelLayout } = options;
  return [labelColumn, pixelScale, pixelMean, pixelStd, pixelLayout].some((value) => value !== undefined);
}

/** @throws AppError `option-invalid` */
export function readingOf(options: ReadingOptions): Reading {
  const numbers = (text: string | undefined, option: string) =>
    text?.split(',').map((part) => realOption(part.trim(), option));
  const std = numbers(options.pixelStd, '--pixel-std');
  const scale =
    options.pixelScale === undefined ? undefined : realOption(options.pixelScale, '--pixel-scale');
  for (const [option, values] of [
    ['--pixel-std', std ?? []],
    ['--pixel-scale', scale === undefined ? [] : [scale]],
  ] as const) {
    if (values.every((value) => value > 0)) continue;
    throw new AppError('option-invalid', `${option} has to be above 0.`, `For example ${option} 0.5.`);
  }
  return {
    labelColumn: options.labelColumn,
    pixels: { scale, mean: numbers(options.pixelMean, '--pixel-mean'), std, layout: options.pixelLayout },
  };
}

/**
 * A path, or `random[:COUNT[:LOW:HIGH]]`.
 * @throws AppError `option-invalid`
 */
export function sourceOf(text: string, option: string): Source {
  if (!/^random(:|$)/.test(text)) return text;
  const [, count = '32', low = '0', high = '1', ...rest] = text.split(':');
  const hasLowOnly = text.split(':').length === 3;
  if (hasLowOnly || rest.length > 0) {
    throw new AppError(
      'option-invalid',
      `"${text}" does not say how random samples are drawn.`,
      `For example ${option} random:32:-1:1 for 32 samples from -1 to 1. A file of that name is ./${text}.`,
    );
  }
  return {
    random: {
      count: integerOption(count, `${option} random:COUNT`, { low: 1, high: 100_000 }),
      low: realOption(low, `${option} random:COUNT:LOW`),
      high: realOption(high, `${option} random:COUNT:LOW:HIGH`),
    },
  };
}

const KINDS: Record<Origin['kind'], string> = {
  json: 'JSON',
  numpy: 'NumPy',
  csv: 'CSV',
  images: 'images',
  random: 'random',
};

/** "32 random samples from 0 to 1, ..." or "100 samples (NumPy)". */
export function originText({ kind, count, low, high }: Origin): string {
  return kind === 'random'
    ? `${thousands(count)} random samples from ${low} to ${high}, which tell nothing about real inputs`
    : `${thousands(count)} samples (${KINDS[kind]})`;
}
