/** One value a pixel, row by row. */
export interface Plane {
  width: number;
  height: number;
  values: Float64Array;
}

/**
 * Bilinear, with all source pixels counted where it shrinks (antialiased), as Pillow and torchvision resize; the sides
 * are stretched to fit.
 */
export function resizePlane(plane: Plane, width: number, height: number): Plane {
  const wide = resizeRows(plane, width);
  return transpose(resizeRows(transpose(wide), height));
}

function resizeRows({ width, height, values }: Plane, target: number): Plane {
  if (target === width) return { width, height, values };
  const taps = filterTaps(width, target);
  const result = new Float64Array(target * height);
  for (let row = 0; row < height; row++) {
    for (const [column, { first, shares }] of taps.entries()) {
      let sum = 0;
      for (let tap = 0; tap < shares.length; tap++) sum += shares[tap]! * values[row * width + first + tap]!;
      result[row * target + column] = sum;
    }
  }
  return { width: target, height, values: result };
}

/** For each target pixel the source pixels under a triangle around its centre, and their shares, which sum to 1. */
function filterTaps(source: number, target: number): { first: number; shares: number[] }[] {
  const scale = source / target;
  const support = Math.max(scale, 1);
  return Array.from({ length: target }, (_, index) => {
    const centre = (index + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - support + 0.5));
    const end = Math.min(source, Math.floor(centre + support + 0.5));
    const heights = Array.from({ length: end - first }, (_, tap) =>
      Math.max(0, 1 - Math.abs((first + tap + 0.5 - centre) / support)),
    );
    const sum = heights.reduce((total, height) => total + height, 0);
    return { first, shares: heights.map((height) => height / sum) };
  });
}

function transpose({ width, height, values }: Plane): Plane {
  const result = new Float64Array(values.length);
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      result[column * height + row] = values[row * width + column]!;
  return { width: height, height: width, values: result };
}
