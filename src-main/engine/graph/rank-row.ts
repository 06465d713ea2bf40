/** The positions of a row's values in the order of a sort; ties go to the smaller position, or with `lastFirst` the larger. */
export function rankRow(
  values: Float64Array,
  { largest, lastFirst }: { largest: boolean; lastFirst: boolean },
): number[] {
  return Array.from(values.keys()).sort((a, b) => {
    const order = largest ? values[b]! - values[a]! : values[a]! - values[b]!;
    return order !== 0 ? order : lastFirst ? b - a : a - b;
  });
}
