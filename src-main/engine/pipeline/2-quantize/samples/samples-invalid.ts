import type { SamplesKind } from '../../../../api/contract.ts';
import { AppError } from '../../../../api/errors.ts';

const REMEDIES: Record<SamplesKind, string> = {
  json: 'Give a JSON file with one entry per sample, e.g. {"format":"proofpress-samples-1","inputs":{"NAME":{"data":[[...]]}}}.',
  numpy:
    'Save an array of numbers with numpy.save, or one for each input, by its name, with numpy.savez; the first axis is the sample.',
  csv: 'Give one sample a row, with a number for every value of the input, row by row, and perhaps a header and a column of labels.',
  images: 'Give a folder of PNG or JPEG files, or export the preprocessed inputs with numpy.savez.',
  random: 'For example --samples random:32:-1:1 for 32 samples from -1 to 1.',
};

/** @param why the end of a sentence about the file, e.g. `holds no sample` */
export function samplesInvalid(path: string, why: string, kind: SamplesKind, cause?: unknown): AppError {
  return new AppError('samples-invalid', `The samples file "${path}" ${why}.`, REMEDIES[kind], { cause });
}
