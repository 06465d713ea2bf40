import type { PixelReading } from '../../../../api/contract.ts';
import { AppError } from '../../../../api/errors.ts';
import type { GraphValue } from '../../../graph/float-graph.ts';
import { decodeImage, type Picture, PictureError } from './decode-image.ts';
import { imageLayout, type ImageLayout } from './image-layout.ts';
import { type Plane, resizePlane } from './resize-plane.ts';
import { samplesInvalid } from './samples-invalid.ts';

/**
 * The one input of a network that an image fills, and how.
 * @param what the image or its file, for errors
 * @throws AppError `option-invalid`, `samples-invalid`
 */
export function imageInput(
  what: string,
  inputs: readonly GraphValue[],
  pixels: PixelReading,
): { name: string; layout: ImageLayout } {
  const [only] = inputs;
  if (inputs.length !== 1 || !only)
    throw samplesInvalid(what, 'is an image, but the network has several inputs', 'images');
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

/**
 * Decodes a PNG or JPEG: (pixel * scale - mean) / std, in the order of the input.
 * @param what the image or its file, for errors
 * @param largest megapixels
 * @throws AppError `samples-invalid`
 */
export function imageValues(
  what: string,
  bytes: Buffer,
  { height, width, channels, isPlanar }: ImageLayout,
  pixels: PixelReading,
  largest?: number,
): Float64Array {
  const picture = decode(what, bytes, largest);
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

function decode(what: string, bytes: Buffer, largest?: number): Picture {
  try {
    return decodeImage(bytes, largest);
  } catch (error) {
    if (error instanceof PictureError) throw samplesInvalid(what, error.message, 'images', error.cause);
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
