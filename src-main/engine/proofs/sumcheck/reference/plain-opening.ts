import { evaluate } from './multilinear.ts';
import type { OpeningScheme } from './opening-scheme.ts';
import type { PrimeField } from './prime-field.ts';
import { integerOf, wordOf } from './transcript.ts';

/** No commitment at all: a row stands for itself. It measures the rest of the system over any field, however small. */
export function plainOpening(field: PrimeField, rowVariables: number): OpeningScheme {
  return {
    id: `plain-${field.modulus}`,
    commitmentWords: 2 ** rowVariables,
    openingWords: () => 0,
    commit: (row) => row.map(wordOf),
    open: () => [],
    check(commitments, weights, point, value) {
      const combined = new Array<bigint>(2 ** rowVariables).fill(0n);
      commitments.forEach((words, row) =>
        words.forEach((word, column) => {
          const entry = integerOf(word);
          if (entry >= field.modulus) throw new Error('opening: a value is not reduced');
          combined[column] = field.add(combined[column]!, field.multiply(weights[row]!, entry));
        }),
      );
      if (evaluate(field, combined, point) !== value) throw new Error('opening: the rows have another value');
    },
  };
}
