/** An amount in the smallest unit of a coin with 18 digits, as a person says it: "0.00042 ETH". */
export function coins(smallest: string, symbol = 'ETH'): string {
  const digits = smallest.padStart(19, '0');
  const whole = digits.slice(0, -18);
  const part = digits.slice(-18).replace(/0+$/, '');
  if (whole.length > 3) return `${BigInt(whole).toLocaleString('en-US')} ${symbol}`;
  const leading = /^0*/.exec(part)![0].length;
  // Three digits that say something are enough, also where the amount is tiny.
  const shown = part.slice(0, Math.max(4, leading + 3)).replace(/0+$/, '');
  return `${whole}${shown === '' ? '' : `.${shown}`} ${symbol}`;
}
