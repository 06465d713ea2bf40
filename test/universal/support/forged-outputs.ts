import { equalTable } from '../../../src-main/engine/proofs/sumcheck/reference/multilinear.ts';
import { cellsOf } from '../../../src-main/engine/proofs/sumcheck/reference/statement.ts';
import type { UniversalCase } from './universal-case.ts';

/** Other outputs of four values of 4 bits that have the true ones' extension at a point. The field has to be small. */
export function forgeOutputs(one: UniversalCase, point: readonly bigint[]): bigint[] {
  const { field, publicValues, key } = one;
  const honest = publicValues.outputs[0]!;
  const places = cellsOf(key.descriptor.outputs[0]!.axes);
  const table = equalTable(field, point);
  const isSame = (values: readonly bigint[]) =>
    values.reduce(
      (sum, value, index) =>
        field.add(sum, field.multiply(field.of(value - honest[index]!), table[places[index]!]!)),
      0n,
    ) === 0n;
  const forged = allOutputs().find((values) => values.join() !== honest.join() && isSame(values));
  if (!forged) throw new Error('No other outputs were found.');
  return forged;
}

function allOutputs(): bigint[][] {
  const values = Array.from({ length: 16 }, (_, index) => BigInt(index - 8));
  return values.flatMap((a) => values.flatMap((b) => values.flatMap((c) => values.map((d) => [a, b, c, d]))));
}
