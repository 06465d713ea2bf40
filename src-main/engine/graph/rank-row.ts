/** The positions of a row's values in the order of a sort; ties go to the smaller position, or with `lastFirst` the larger. */
export function rankRow(
  values: Float64Array,
  { largest, lastFirst }: { largest: boolean; lastFirst: boolean },
): number[] {
  return Array.from(values.keys()).sort((a, b) => {
    if (values[a]! === values[b]!) return lastFirst ? b - a : a - b;
    return values[a]! < values[b]! === largest ? 1 : -1;
  });
}
