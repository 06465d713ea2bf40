import { convertIndexedToRgb, decode as decodePng } from 'fast-png';
import { decode as decodeJpeg } from 'jpeg-js';

/** Three bytes a pixel, row by row; transparency is left out. */
export interface Picture {
  width: number;
  height: number;
  rgb: Uint8Array;
}

/** Why bytes are no usable picture; the end of a sentence about it. */
export class PictureError extends Error {}

/** More pixels than any camera takes that such networks are fed from. */
const LARGEST_MEGAPIXELS = 64;
const LARGEST_JPEG_MEGABYTES = 1024;

const PNG_SIGNATURE = '89504e470d0a1a0a';
const JPEG_SIGNATURE = 'ffd8ff';

/**
 * Reads a PNG or JPEG, whichever it is. An orientation that a camera noted beside the pixels is not applied.
 * @param largest megapixels
 * @throws PictureError
 */
export function decodeImage(bytes: Buffer, largest = LARGEST_MEGAPIXELS): Picture {
  const start = bytes.subarray(0, 8).toString('hex');
  const decode = start === PNG_SIGNATURE ? readPng : start.startsWith(JPEG_SIGNATURE) ? readJpeg : undefined;
  if (!decode) throw new PictureError('is neither a PNG nor a JPEG');
  try {
    return decode(bytes, largest);
  } catch (cause) {
    if (cause instanceof PictureError) throw cause;
    throw new PictureError('is damaged', { cause });
  }
}

function readJpeg(bytes: Buffer, largest: number): Picture {
  const { width, height, data } = decodeJpeg(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: largest,
    maxMemoryUsageInMB: LARGEST_JPEG_MEGABYTES,
  });
  return { width, height, rgb: data };
}

function readPng(bytes: Buffer, largest: number): Picture {
  requirePlainHeader(bytes, largest);
  const png = decodePng(bytes, { checkCrc: true });
  const { width, height, channels, depth, palette } = png;
  if (palette) {
    const colours = convertIndexedToRgb(png);
    return { width, height, rgb: toRgb(colours, width * height, palette[0]!.length) };
  }
  return { width, height, rgb: toRgb(eightBits(png.data, depth, width), width * height, channels) };
}

/** What the decoder would get wrong, or take too much memory for. */
function requirePlainHeader(bytes: Buffer, largest: number): void {
  // The header is the first chunk, and its fields stand at fixed places.
  if (bytes.length < 33 || bytes.toString('latin1', 12, 16) !== 'IHDR') throw new PictureError('is damaged');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const [depth, interlace] = [bytes[24]!, bytes[28]!];
  if (width === 0 || height === 0) throw new PictureError('is damaged');
  if (width * height > largest * 1e6) throw new PictureError(`has more than ${largest} megapixels`);
  if (interlace !== 0 && depth < 8)
    throw new PictureError('is interlaced with less than 8 bits a value; save it without interlacing');
}

/** Values of 16 bits lose their lower half; smaller ones, which are packed row by row, are stretched to 0..255. */
function eightBits(data: ArrayLike<number>, depth: number, width: number): Uint8Array {
  if (depth === 8) return Uint8Array.from(data);
  if (depth === 16) return Uint8Array.from(data, (value) => value >> 8);
  const rowBytes = Math.ceil((width * depth) / 8);
  const largest = 2 ** depth - 1;
  const values = new Uint8Array((data.length / rowBytes) * width);
  for (let index = 0; index < values.length; index++) {
    const bit = (index % width) * depth;
    const byte = data[Math.floor(index / width) * rowBytes + (bit >> 3)]!;
    values[index] = (((byte >> (8 - depth - (bit & 7))) & largest) * 255) / largest;
  }
  return values;
}

/** @param channels grey; grey and opacity; red, green, blue; these and opacity */
function toRgb(values: Uint8Array, count: number, channels: number): Uint8Array {
  const rgb = new Uint8Array(3 * count);
  const isGrey = channels < 3;
  for (let pixel = 0; pixel < count; pixel++) {
    for (let colour = 0; colour < 3; colour++)
      rgb[3 * pixel + colour] = values[pixel * channels + (isGrey ? 0 : colour)]!;
  }
  return rgb;
}
