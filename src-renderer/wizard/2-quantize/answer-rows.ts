import type { CallResult } from '../../../src-main/api/contract.ts';
import { topClasses } from '../../format/top-classes.ts';

export type ComparedSample = CallResult<'compareAnswers'>['samples'][number];

export interface AnswerRow {
  label: string;
  float: number;
  integer: number;
}

/** What is shown of an output: the largest values of either network, and whether both have the same first. */
export function answerRows(
  { float, integer }: ComparedSample['outputs'][number],
  labels: readonly string[],
): { rows: AnswerRow[]; isSame: boolean } {
  const [best, bestInteger] = [float, integer].map((values) => topClasses(values, labels, 3));
  const places = [...new Set([...best!, ...bestInteger!.slice(0, 1)].map(({ index }) => index))];
  const named = labels.length === float.length;
  return {
    rows: places.map((place) => ({
      label: named ? labels[place]! : String(place),
      float: float[place]!,
      integer: integer[place]!,
    })),
    isSame: float.length < 2 || best![0]?.index === bestInteger![0]?.index,
  };
}
