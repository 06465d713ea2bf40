import type { PixelReading } from '../../../../api/contract.ts';

/** How pixels stand in an input. */
export interface ImageLayout {
  height: number;
  width: number;
  /** 1: grey, 3: red, green, blue. */
  channels: 1 | 3;
  /** A channel's pixels together, or a pixel's channels. */
  isPlanar: boolean;
}

/**
 * The layout that the shape of an input tells: [1, C, H, W], [1, H, W, C], the same without the 1, or [H, W].
 * @param wanted decides where both would do
 * @returns undefined where the shape is none of an image, or leaves the layout open
 */
export function imageLayout(
  shape: readonly number[],
  wanted: PixelReading['layout'],
): ImageLayout | undefined {
  const sizes = shape.length === 4 && shape[0] === 1 ? shape.slice(1) : shape;
  if (sizes.length === 2 && !sizes.includes(1)) {
    const [height, width] = sizes as [number, number];
    return { height, width, channels: 1, isPlanar: true };
  }
  if (sizes.length !== 3) return undefined;
  const [first, second, third] = sizes as [number, number, number];
  const planar = isChannels(first) && wanted !== 'NHWC';
  const interleaved = isChannels(third) && wanted !== 'NCHW';
  if (planar === interleaved) return undefined;
  return planar
    ? { height: second, width: third, channels: first as 1 | 3, isPlanar: true }
    : { height: first, width: second, channels: third as 1 | 3, isPlanar: false };
}

function isChannels(size: number): size is 1 | 3 {
  return size === 1 || size === 3;
}
