import { BIT_RANGE } from '../../../src-main/api/contract.ts';
import type { Choices } from './choices.svelte.ts';

/** What is wrong with a width as it is typed; undefined where nothing is. */
export function bitsProblem(text: string, mayBeEmpty: boolean): string | undefined {
  if (mayBeEmpty && text.trim() === '') return undefined;
  const bits = Number(text);
  const fits =
    text.trim() !== '' && Number.isInteger(bits) && bits >= BIT_RANGE.low && bits <= BIT_RANGE.high;
  return fits ? undefined : `A whole number from ${BIT_RANGE.low} to ${BIT_RANGE.high}.`;
}

/** The same for numbers about pixels; empty is the usual. */
export function numbersProblem(text: string, kind: 'one' | 'several' | 'positive'): string | undefined {
  const parts = text.split(/[,;\s]+/).filter((part) => part !== '');
  const values = parts.map(Number);
  if (values.some((value) => !Number.isFinite(value))) return 'Numbers with a decimal point, such as 0.5.';
  if (kind === 'one' && parts.length > 1) return 'One number.';
  if (kind !== 'several' && values.some((value) => value <= 0)) return 'Above 0.';
  return undefined;
}

/** Whether everything that is typed can be used. */
export function canBeUsed(choices: Choices): boolean {
  const { activationBits, weightBits, inputBits, outputBits, pixels } = choices;
  return [
    bitsProblem(activationBits, false),
    bitsProblem(weightBits, true),
    bitsProblem(inputBits, false),
    bitsProblem(outputBits, false),
    numbersProblem(pixels.scale, 'one'),
    numbersProblem(pixels.mean, 'several'),
    numbersProblem(pixels.std, 'positive'),
  ].every((problem) => problem === undefined);
}
