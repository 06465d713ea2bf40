import { decimal } from './decimal.ts';
import { topClasses } from './top-classes.ts';

/**
 * An answer in a word: the class with the largest value, or the value itself where there is only one.
 * @param labels names of the classes, where they are known
 */
export function answerText(
  outputs: readonly { name: string; reals: readonly number[] }[],
  labels: readonly string[] = [],
): string {
  return outputs
    .slice(0, 3)
    .map(({ name, reals }) => {
      const [top] = topClasses(reals, labels, 1);
      const text =
        top === undefined
          ? 'nothing'
          : reals.length === 1
            ? decimal(top.value)
            : classText(top, labels, reals);
      return outputs.length > 1 ? `${name}: ${text}` : text;
    })
    .join(', ');
}

function classText(
  { label }: { label: string },
  labels: readonly string[],
  { length }: readonly number[],
): string {
  return labels.length === length ? label : `class ${label}`;
}
