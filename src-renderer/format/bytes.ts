const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/** Bytes as a person says them, in powers of 1000: "320 B", "4.2 MB". */
export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}
