import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PixelReading } from '../../../../api/contract.ts';
import { AppError } from '../../../../api/errors.ts';
import type { GraphValue } from '../../../graph/float-graph.ts';
import { decodeImage, type Picture, PictureError } from './decode-image.ts';
import { type Found, requireModestSize } from './gather-samples.ts';
import { imageLayout, type ImageLayout } from './image-layout.ts';
import { readSampleFile } from './read-sample-file.ts';
import { type Plane, resizePlane } from './resize-plane.ts';
import { samplesInvalid } from './samples-invalid.ts';

const LARGEST_IMAGE_BYTES = 2 ** 26;
const IMAGE_NAME = /\.(png|jpe?g)$/i;

export function isImageName(path: string): boolean {
  return IMAGE_NAME.test(path);
}

/**
 * One image, as one sample.
 * @throws AppError `file-unreadable`, `option-invalid`, `samples-invalid`
 */
export async function readImage(
  path: string,
  inputs: readonly GraphValue[],
  pixels: PixelReading,
): Promise<Found> {
  const { name, layout } = imageInput(path, inputs, pixels);
  const values = await readPixels(path, layout, pixels);
  return { path, inputs: new Map([[name, [values]]]), kind: 'images' };
}

/**
 * The images of a folder, in the order of their names. Where it holds folders instead, each of these is a class, in the
 * order of their names, and labels its images.
 * @throws AppError `file-unreadable`, `option-invalid`, `samples-invalid`
 */
export async function readImageFolder(
  path: string,
  inputs: readonly GraphValue[],
  pixels: PixelReading,
): Promise<Found> {
  const { name, layout } = imageInput(path, inputs, pixels);
  const { files, labels } = await listImages(path);
  requireModestSize(path, files.length, inputs);
  const samples: Float64Array[] = [];
  for (const file of files) samples.push(await readPixels(file, layout, pixels));
  return { path, inputs: new Map([[name, samples]]), labels, kind: 'images' };
}

async function listImages(path: string): Promise<{ files: string[]; labels?: number[] }> {
  const direct = await list(path);
  if (direct.images.length > 0) return { files: direct.images };
  const files: string[] = [];
  const labels: number[] = [];
  for (const [label, folder] of direct.folders.entries()) {
    const { images } = await list(folder);
    files.push(...images);
    labels.push(...images.map(() => label));
  }
  if (files.length === 0)
    throw samplesInvalid(path, 'is a folder without .png, .jpg or .jpeg files', 'images');
  return { files, labels };
}

/** What a folder holds, in the order of names, numbers in them by their size. */
async function list(path: string): Promise<{ images: string[]; folders: string[] }> {
  const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
    throw new AppError(
      'file-unreadable',
      `The folder "${path}" cannot be read.`,
      'Check the path and its rights.',
      { cause },
    );
  });
  const { compare } = new Intl.Collator('en', { numeric: true });
  const visible = entries
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => compare(a.name, b.name) || (a.name < b.name ? -1 : 1));
  const paths = (kind: typeof entries) => kind.map(({ name }) => join(path, name));
  return {
    images: paths(visible.filter((entry) => !entry.isDirectory() && isImageName(entry.name))),
    folders: paths(visible.filter((entry) => entry.isDirectory())),
  };
}

function imageInput(
  path: string,
  inputs: readonly GraphValue[],
  pixels: PixelReading,
): { name: string; layout: ImageLayout } {
  const [only] = inputs;
  if (inputs.length !== 1 || !only)
    throw samplesInvalid(path, 'is an image, but the network has several inputs', 'images');
  const layout = imageLayout(only.shape, pixels.layout);
  if (!layout) {
    throw new AppError(
      'samples-invalid',
      `The input "${only.name}" of shape [${only.shape.join(', ')}] does not tell how an image fills it.`,
      'It needs a height, a width and 1 or 3 channels. Where it has them, say their order with --pixel-layout NCHW or NHWC; otherwise export the preprocessed inputs with numpy.savez.',
    );
  }
  for (const [option, { length }] of [
    ['--pixel-mean', pixels.mean],
    ['--pixel-std', pixels.std],
  ] as const) {
    if (length === 1 || length === layout.channels) continue;
    throw new AppError(
      'option-invalid',
      `${option} has ${length} values, but the input "${only.name}" has ${layout.channels} channels.`,
      'Give one value for each channel, or one for all.',
    );
  }
  return { name: only.name, layout };
}

/** (pixel * scale - mean) / std, in the order of the input. */
async function readPixels(path: string, layout: ImageLayout, pixels: PixelReading): Promise<Float64Array> {
  const { height, width, channels, isPlanar } = layout;
  const picture = decode(path, await readSampleFile(path, LARGEST_IMAGE_BYTES));
  const values = new Float64Array(channels * height * width);
  for (let channel = 0; channel < channels; channel++) {
    const mean = pixels.mean[channel] ?? pixels.mean[0]!;
    const std = pixels.std[channel] ?? pixels.std[0]!;
    const plane = resizePlane(channels === 1 ? grey(picture) : colour(picture, channel), width, height);
    for (const [index, value] of plane.values.entries()) {
      const place = isPlanar ? channel * height * width + index : index * channels + channel;
      values[place] = (value * pixels.scale - mean) / std;
    }
  }
  return values;
}

function decode(path: string, bytes: Buffer): Picture {
  try {
    return decodeImage(bytes);
  } catch (error) {
    if (error instanceof PictureError) throw samplesInvalid(path, error.message, 'images', error.cause);
    throw error;
  }
}

function colour({ width, height, rgb }: Picture, channel: number): Plane {
  const values = Float64Array.from({ length: width * height }, (_, index) => rgb[3 * index + channel]!);
  return { width, height, values };
}

/** Luminance of 0 to 255 in whole numbers, as Pillow and OpenCV weigh the colours. */
function grey({ width, height, rgb }: Picture): Plane {
  const values = Float64Array.from({ length: width * height }, (_, index) =>
    Math.round(0.299 * rgb[3 * index]! + 0.587 * rgb[3 * index + 1]! + 0.114 * rgb[3 * index + 2]!),
  );
  return { width, height, values };
}
