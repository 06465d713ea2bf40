import { z } from 'zod';

/** Random inputs: for trying out a network without data. */
const randomSamples = z.object({
  count: z.int().positive().max(100_000),
  /** Uniformly distributed from `low` to `high`. */
  low: z.number(),
  high: z.number(),
});

/** A file, a folder of images, or random inputs. */
export const samplesSource = z.union([z.string(), z.object({ random: randomSamples })]);

/** What a pixel of an image becomes: (pixel * scale - mean) / std, where a pixel is 0 to 255. */
const pixelReading = z.object({
  scale: z
    .number()
    .positive()
    .default(1 / 255),
  /** For each channel, or one for all. */
  mean: z.array(z.number()).min(1).default([0]),
  std: z.array(z.number().positive()).min(1).default([1]),
  /** Order of the input's axes; told by its shape where only one has 1 or 3 channels. */
  layout: z.enum(['NCHW', 'NHWC']).optional(),
});

/** How files of samples are read. */
export const samplesReading = z.object({
  /** Column of a .csv file with the right class: its name in the header, or its position from 0. */
  labelColumn: z.string().optional(),
  pixels: pixelReading.prefault({}),
});

/** What samples were. */
export const samplesOrigin = z.object({
  kind: z.enum(['json', 'numpy', 'csv', 'images', 'random']),
  count: z.int(),
  isLabelled: z.boolean(),
  /** Bounds of random samples. */
  low: z.number().optional(),
  high: z.number().optional(),
  /** How tables and images were read, and how later inputs of the model are. */
  reading: samplesReading,
});

export type SamplesSource = z.output<typeof samplesSource>;
export type RandomSamples = z.output<typeof randomSamples>;
export type SamplesReading = z.output<typeof samplesReading>;
export type PixelReading = SamplesReading['pixels'];
export type SamplesOrigin = z.output<typeof samplesOrigin>;
export type SamplesKind = SamplesOrigin['kind'];
