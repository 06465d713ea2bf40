import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PixelReading } from '../../../../api/contract.ts';
import { AppError } from '../../../../api/errors.ts';
import type { GraphValue } from '../../../graph/float-graph.ts';
import { type Found, requireModestSize } from './gather-samples.ts';
import type { ImageLayout } from './image-layout.ts';
import { imageInput, imageValues } from './image-values.ts';
import { readSampleFile } from './read-sample-file.ts';
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

async function readPixels(path: string, layout: ImageLayout, pixels: PixelReading): Promise<Float64Array> {
  return imageValues(path, await readSampleFile(path, LARGEST_IMAGE_BYTES), layout, pixels);
}
