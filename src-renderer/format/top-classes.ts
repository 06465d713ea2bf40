/** One value of an output. */
export interface RankedClass {
  index: number;
  label: string;
  value: number;
  /** 0 for the least value of the output, 1 for the largest. */
  share: number;
}

/**
 * The largest values of an output, the largest first; the earlier one where two are the same.
 * @param labels names of the classes; used where there is one for every value
 */
export function topClasses(
  values: readonly number[],
  labels: readonly string[],
  most: number,
): RankedClass[] {
  const [low, high] = values.reduce(
    ([least, largest], value) => [Math.min(least, value), Math.max(largest, value)],
    [Infinity, -Infinity],
  );
  const named = labels.length === values.length;
  return values
    .map((value, index) => ({
      index,
      label: named ? labels[index]! : String(index),
      value,
      share: high > low ? (value - low) / (high - low) : 1,
    }))
    .sort((a, b) => b.value - a.value || a.index - b.index)
    .slice(0, most);
}
