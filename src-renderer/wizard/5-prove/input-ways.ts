import { imageShape, type ImageShape } from './image-shape.ts';
import { valueCount, type ValuePort } from './parse-values.ts';

/** How an input can be given. */
export type InputWay = 'draw' | 'image' | 'form' | 'sample' | 'json';

/** More fields than these nobody fills in. */
const LARGEST_FORM = 32;
/** A larger image is no thing to draw on. */
const LARGEST_DRAWING = 64;

/**
 * The ways that fit a network, the nearest first.
 * @param hasSamples whether the samples of its quantization are known
 */
export function inputWays(
  ports: readonly ValuePort[],
  hasSamples: boolean,
  layout?: 'NCHW' | 'NHWC',
): { ways: InputWay[]; image: ImageShape | null } {
  const image = ports.length === 1 ? imageShape(ports[0]!.shape, layout) : null;
  const canDraw = image?.channels === 1 && Math.max(image.height, image.width) <= LARGEST_DRAWING;
  const values = ports.reduce((sum, { shape }) => sum + valueCount(shape), 0);
  return {
    image,
    ways: [
      ...(canDraw ? (['draw'] as const) : []),
      ...(!image && values <= LARGEST_FORM ? (['form'] as const) : []),
      ...(hasSamples ? (['sample'] as const) : []),
      ...(image ? (['image'] as const) : []),
      'json',
    ],
  };
}
