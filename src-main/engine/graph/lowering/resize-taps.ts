import { UnsupportedError } from './operator-lowering.ts';
import type { Tap } from './sparse-map.ts';

export interface Interpolation {
  mode: string;
  coordinates: string;
  nearest: string;
  cubicCoefficient: number;
  excludesOutside: boolean;
}

/** One axis: sizes before and after, the scale, and of a crop where it starts and ends (0 first, 1 last element). */
export interface AxisResize {
  from: number;
  to: number;
  scale: number;
  crop?: [start: number, end: number];
}

/** Of every output coordinate of an axis the weighted input coordinates; undefined outside the cropped part. */
export function axisTaps(axis: AxisResize, method: Interpolation): (Tap[] | undefined)[] {
  return Array.from({ length: axis.to }, (_, output) => {
    // A scale of 1 leaves an axis alone in every mode but the cropping one.
    if (axis.scale === 1 && !axis.crop) return [{ source: output, weight: 1 }];
    const position = originalCoordinate(output, axis, method.coordinates);
    if (axis.crop && (position < 0 || position > axis.from - 1)) return undefined;
    switch (method.mode) {
      case 'nearest':
        return [{ source: clamp(nearest(position, axis.scale, method.nearest), axis.from), weight: 1 }];
      case 'linear':
        return linearTaps(Math.min(axis.from - 1, Math.max(0, position)), axis.from);
      case 'cubic':
        return cubicTaps(position, axis.from, method);
      default:
        throw new UnsupportedError(`its mode "${method.mode}" is unknown`, 'Use nearest, linear or cubic.');
    }
  });
}

/** In single precision like onnxruntime, so that nearest rounds to the same side. */
function originalCoordinate(output: number, { from, to, scale, crop }: AxisResize, mode: string): number {
  const f = Math.fround;
  const halfPixel = f(f(f(output + 0.5) / f(scale)) - 0.5);
  switch (mode) {
    case 'asymmetric':
      return f(output / f(scale));
    case 'half_pixel':
      return halfPixel;
    case 'pytorch_half_pixel':
      return to > 1 ? halfPixel : 0;
    case 'tf_half_pixel_for_nn':
      return f(f(output + 0.5) / f(scale));
    case 'align_corners':
      return to === 1 ? 0 : f(f(output * (from - 1)) / (to - 1));
    case 'half_pixel_symmetric': {
      const adjustment = f(to / f(f(scale) * from));
      const offset = f(f(from / 2) * f(1 - adjustment));
      // onnxruntime computes this one in double precision.
      return f(offset + (output + 0.5) / f(scale) - 0.5);
    }
    case 'tf_crop_and_resize': {
      const [start, end] = crop!;
      if (to === 1) return f(0.5 * f(start + end) * (from - 1));
      return f(f(start * (from - 1)) + f(f(output * f(end - start) * (from - 1)) / (to - 1)));
    }
    default:
      throw new UnsupportedError(
        `its coordinate mode "${mode}" is unknown`,
        'Use half_pixel, asymmetric or align_corners.',
      );
  }
}

function nearest(position: number, scale: number, mode: string): number {
  switch (mode) {
    case 'floor':
      return Math.floor(position);
    case 'ceil':
      return Math.ceil(position);
    case 'round_prefer_ceil':
      return Math.floor(position + 0.5);
    case 'simple':
      return scale < 1 ? Math.ceil(position) : Math.trunc(position);
    default:
      return Math.ceil(position - 0.5);
  }
}

function linearTaps(position: number, size: number): Tap[] {
  const first = Math.min(Math.floor(position), size - 1);
  const part = position - first;
  return part === 0
    ? [{ source: first, weight: 1 }]
    : [
        { source: first, weight: 1 - part },
        { source: first + 1, weight: part },
      ];
}

/** Cubic convolution (Keys 1981) over four neighbours; those outside count as the border, or not at all. */
function cubicTaps(
  position: number,
  size: number,
  { cubicCoefficient: a, excludesOutside }: Interpolation,
): Tap[] {
  const first = Math.floor(position);
  const part = position - first;
  const near = (distance: number) => ((a + 2) * distance - (a + 3)) * distance * distance + 1;
  const far = (distance: number) => ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
  const weights = [far(1 + part), near(part), near(1 - part), far(2 - part)];
  const sums = new Map<number, number>();
  let total = 0;
  weights.forEach((weight, index) => {
    const source = first - 1 + index;
    if (excludesOutside && (source < 0 || source >= size)) return;
    total += weight;
    const inside = clamp(source, size);
    sums.set(inside, (sums.get(inside) ?? 0) + weight);
  });
  return [...sums]
    .map(([source, weight]) => ({ source, weight: excludesOutside ? weight / total : weight }))
    .filter(({ weight }) => weight !== 0);
}

function clamp(position: number, size: number): number {
  return Math.min(size - 1, Math.max(0, position));
}
