/** How an image fills an input. */
export interface ImageShape {
  height: number;
  width: number;
  channels: 1 | 3;
}

/**
 * The image that the shape of an input tells: [1, C, H, W], [1, H, W, C], the same without the 1, or [H, W].
 * @param layout decides where both orders would do
 * @returns null where the shape is none of an image, or leaves its order open
 */
export function imageShape(shape: readonly number[], layout?: 'NCHW' | 'NHWC'): ImageShape | null {
  const sizes = shape.length === 4 && shape[0] === 1 ? shape.slice(1) : shape;
  if (sizes.length === 2 && !sizes.includes(1)) {
    return { height: sizes[0]!, width: sizes[1]!, channels: 1 };
  }
  if (sizes.length !== 3) return null;
  const [first, second, third] = sizes as [number, number, number];
  const isPlanar = isChannels(first) && layout !== 'NHWC';
  const isInterleaved = isChannels(third) && layout !== 'NCHW';
  if (isPlanar === isInterleaved) return null;
  return isPlanar
    ? { height: second, width: third, channels: first as 1 | 3 }
    : { height: first, width: second, channels: third as 1 | 3 };
}

function isChannels(size: number): boolean {
  return size === 1 || size === 3;
}
