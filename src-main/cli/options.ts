import { AppError } from '../api/errors.ts';

/** A whole number from the command line, `low` to `high`. */
export function integerOption(
  text: string,
  option: string,
  { low = 0, high = Number.MAX_SAFE_INTEGER }: { low?: number; high?: number } = {},
): number {
  if (/^\d+$/.test(text) && Number(text) >= low && Number(text) <= high) return Number(text);
  const bounds =
    high < Number.MAX_SAFE_INTEGER ? `from ${low} to ${high}` : low > 0 ? `of at least ${low}` : 'in digits';
  throw new AppError(
    'option-invalid',
    `${option} needs a whole number ${bounds}, not "${text}".`,
    `For example ${option} ${Math.max(low, Math.min(high, 8))}.`,
  );
}

/** A number from the command line, in decimals or as a fraction. */
export function realOption(text: string, option: string): number {
  const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
  const [numerator = '', denominator = '1', ...rest] = text.split('/');
  const value = Number(numerator) / Number(denominator);
  const isNumber = decimal.test(numerator) && decimal.test(denominator) && Number.isFinite(value);
  if (isNumber && rest.length === 0) return value;
  throw new AppError(
    'option-invalid',
    `${option} needs a number, not "${text}".`,
    'For example 0.5, -1 or 1/255.',
  );
}

/** Gathers an option that may be given several times. */
export function collect(text: string, earlier: readonly string[] | undefined): string[] {
  return [...(earlier ?? []), text];
}

/** Repeated `name=value` options. */
export function pairs<Value>(
  texts: readonly string[] | undefined,
  option: string,
  example: string,
  parse: (text: string, name: string) => Value,
): Record<string, Value> {
  const result: Record<string, Value> = {};
  for (const text of texts ?? []) {
    const split = text.lastIndexOf('=');
    if (split < 1) {
      throw new AppError(
        'option-invalid',
        `${option} needs a name and a value, not "${text}".`,
        `For example ${option} ${example}.`,
      );
    }
    const name = text.slice(0, split);
    result[name] = parse(text.slice(split + 1), `${option} ${name}`);
  }
  return result;
}

/** Which outputs of a network are proven. */
export function outputsOption(text: string): 'all' | 'logits' {
  if (text === 'all' || text === 'logits') return text;
  throw new AppError('option-invalid', `"${text}" is no choice of outputs.`, 'Use all or logits.');
}

/** How an input stands in the statement. */
export function modeOption(text: string): 'public' | 'committed' {
  if (text === 'public' || text === 'committed') return text;
  throw new AppError('option-invalid', `"${text}" is no input mode.`, 'Use public or committed.');
}
