import { encode } from 'fast-png';
import type { PixelReading } from '../../api/contract.ts';
import { imageLayout, type ImageLayout } from '../pipeline/2-quantize/samples/image-layout.ts';

/** Smaller planes are tables, larger ones too much for a preview. */
const LEAST_SIDE = 8;
const MOST_PIXELS = 4e6;

/** The layout of an input that looks like an image, or a batch of them; undefined for any other. */
export function previewLayout(shape: readonly number[], pixels: PixelReading): ImageLayout | undefined {
  const one = shape.length === 4 ? [1, ...shape.slice(1)] : shape;
  const layout = imageLayout(one, pixels.layout);
  if (!layout || Math.min(layout.height, layout.width) < LEAST_SIDE) return undefined;
  return layout.height * layout.width > MOST_PIXELS ? undefined : layout;
}

/**
 * The values of an input as a picture, the first one of a batch: a PNG as a data URL.
 * @param values row-major, in the order of the layout
 * @param pixels how images were read; undefined where the values came from elsewhere, and tell by their range what they are
 */
export function sampleImage(
  values: Float64Array,
  { height, width, channels, isPlanar }: ImageLayout,
  pixels: PixelReading | undefined,
): string {
  const count = height * width;
  const shown = values.subarray(0, count * channels);
  const toByte = pixels ? undoReading(pixels) : stretch(shown);
  const data = new Uint8Array(count * channels);
  for (let pixel = 0; pixel < count; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      const place = isPlanar ? channel * count + pixel : pixel * channels + channel;
      const byte = Math.round(toByte(shown[place]!, channel));
      data[pixel * channels + channel] = Math.min(255, Math.max(0, byte));
    }
  }
  const png = encode({ width, height, data, channels, depth: 8 });
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}

function undoReading({ scale, mean, std }: PixelReading): (value: number, channel: number) => number {
  return (value, channel) => (value * (std[channel] ?? std[0]!) + (mean[channel] ?? mean[0]!)) / scale;
}

/** Shares of 0 to 1, bytes, or whatever it is from its least to its largest value. */
function stretch(values: Float64Array): (value: number) => number {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low >= 0 && high <= 1) return (value) => value * 255;
  if (low >= 0 && high <= 255) return (value) => value;
  return (value) => ((value - low) / (high - low || 1)) * 255;
}
