import { AppError } from '../api/errors.ts';

/** A whole number from the command line. */
export function integerOption(text: string, option: string): number {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new AppError('option-invalid', `${option} needs a whole number, not "${text}".`, 'Give digits only.');
}

/** Repeated `name=value` options. */
export function pairs<Value>(
  texts: readonly string[] | undefined,
  option: string,
  parse: (text: string, option: string) => Value,
): Record<string, Value> {
  const result: Record<string, Value> = {};
  for (const text of texts ?? []) {
    const split = text.lastIndexOf('=');
    if (split < 1) {
      throw new AppError(
        'option-invalid',
        `${option} needs name=value, not "${text}".`,
        `For example ${option} name=1.`,
      );
    }
    result[text.slice(0, split)] = parse(text.slice(split + 1), option);
  }
  return result;
}
