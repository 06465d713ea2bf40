import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { samplesReading, type SamplesReading, type SamplesSource } from '../../../../api/contract.ts';
import type { GraphValue } from '../../../graph/float-graph.ts';
import type { Samples } from '../samples.ts';
import { type Found, gatherSamples } from './gather-samples.ts';
import { drawRandomSamples } from './random-samples.ts';
import { readCsv } from './read-csv.ts';
import { isImageName, readImage, readImageFolder } from './read-images.ts';
import { readJson } from './read-json.ts';
import { readNpy, readNpz } from './read-numpy.ts';

/**
 * Reads samples for a network: a .npz, .npy, .csv, .png or .jpg file, a folder of images, any other file as JSON; or
 * draws random ones.
 * @throws AppError `file-unreadable`, `option-invalid`, `samples-invalid`
 */
export async function readSamples(
  source: SamplesSource,
  inputs: readonly GraphValue[],
  reading: SamplesReading = samplesReading.parse({}),
): Promise<Samples> {
  const isPath = typeof source === 'string';
  const found = isPath ? await readPath(source, inputs, reading) : drawRandomSamples(source.random, inputs);
  const samples = gatherSamples(found);
  const { count, labels } = samples;
  const bounds = isPath ? {} : { low: source.random.low, high: source.random.high };
  const origin = { kind: found.kind, count, isLabelled: labels !== undefined, ...bounds, reading };
  return { ...samples, origin };
}

async function readPath(
  path: string,
  inputs: readonly GraphValue[],
  { labelColumn, pixels }: SamplesReading,
): Promise<Found> {
  // What cannot be looked at cannot be read either, and is told as that.
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return readImageFolder(path, inputs, pixels);
  if (isImageName(path)) return readImage(path, inputs, pixels);
  switch (extname(path).toLowerCase()) {
    case '.npz':
      return readNpz(path, inputs);
    case '.npy':
      return readNpy(path, inputs);
    case '.csv':
      return readCsv(path, inputs, labelColumn);
    default:
      return readJson(path, inputs);
  }
}
