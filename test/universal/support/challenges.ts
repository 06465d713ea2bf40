import type { UniversalCase } from './universal-case.ts';

/** Where the relations' point stands among the challenges: after alpha, beta and the fractions' own. */
export function relationPoint({ key: { descriptor } }: Pick<UniversalCase, 'key'>): {
  start: number;
  count: number;
} {
  const { leafVariables, relations } = descriptor;
  const fractions = Array.from({ length: leafVariables - 1 }, (_, layer) => layer + 3);
  return {
    start: 2 + fractions.reduce((sum, challenges) => sum + challenges, 1),
    count: Math.max(...relations.map(({ pointVariables }) => pointVariables)),
  };
}
