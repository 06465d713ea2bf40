/** A number with its thousands apart: "125,761". */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}
