import type { Coordinate, Factor } from '../descriptor.ts';
import { axisVariables, layoutVariables } from '../statement.ts';

/** The coordinates of each axis of a layout, its whole index being at the coordinates `at` gives. */
export function axisCoordinates(
  axes: readonly number[],
  at: (variable: number) => Coordinate,
): Coordinate[][] {
  let next = layoutVariables(axes);
  return axes.map((size) => {
    const variables = axisVariables(size);
    next -= variables;
    return Array.from({ length: variables }, (_, k) => at(next + k));
  });
}

/** The coordinates of a whole index again: the last axis has the lowest. */
export function joinCoordinates(groups: readonly (readonly Coordinate[])[]): Coordinate[] {
  return [...groups].reverse().flat();
}

export const sum = (variable: number): Coordinate => ({ sum: variable });
export const point = (variable: number): Coordinate => ({ point: variable });

export function range(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}

/** 1 on the elements of a layout, 0 on the cells between them. */
export function elementMask(axes: readonly number[]): Factor[] {
  return axisCoordinates(axes, sum).flatMap((at, axis) =>
    axes[axis] === 2 ** at.length ? [] : [{ kind: 'below' as const, at, count: axes[axis]! }],
  );
}

/** eq(point, x) for the elements x of a layout that is summed over. */
export function equalElements(axes: readonly number[]): Factor[] {
  const summed = axisCoordinates(axes, sum);
  const points = axisCoordinates(axes, point);
  return summed.flatMap((b, axis) =>
    b.length === 0 ? [] : [{ kind: 'equalBelow' as const, a: points[axis]!, b, count: axes[axis]! }],
  );
}

/** All summed coordinates of a layout, in order. */
export function layoutCoordinates(axes: readonly number[]): Coordinate[] {
  return range(layoutVariables(axes)).map(sum);
}
