import type { PixelReading } from '../../../src-main/api/samples.ts';

/** What the network gets for grey pixels of 0 to 255, as its images are read: (pixel * scale - mean) / std. */
export function pixelsToValues(
  pixels: readonly number[],
  { scale, mean, std }: Pick<PixelReading, 'scale' | 'mean' | 'std'>,
): number[] {
  return pixels.map((pixel) => (pixel * scale - (mean[0] ?? 0)) / (std[0] ?? 1));
}
