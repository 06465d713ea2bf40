import type { IntegerMatmul } from '../integer-graph.ts';

export type MatmulSizes = Pick<IntegerMatmul, 'batch' | 'rows' | 'inner' | 'columns'>;

/** For each of `batch` pairs, [rows, inner] times [inner, columns], in doubles. */
export function matmulInDoubles(
  { batch, rows, inner, columns }: MatmulSizes,
  a: Float64Array,
  b: Float64Array,
): Float64Array {
  const result = new Float64Array(batch * rows * columns);
  for (let row = 0; row < batch * rows; row++) {
    const base = Math.floor(row / rows) * inner;
    for (let k = 0; k < inner; k++) {
      addScaledRow(result, row * columns, a[row * inner + k]!, b, (base + k) * columns, columns);
    }
  }
  return result;
}

function addScaledRow(
  target: Float64Array,
  at: number,
  factor: number,
  source: Float64Array,
  from: number,
  count: number,
): void {
  for (let index = 0; index < count; index++) target[at + index]! += factor * source[from + index]!;
}
