import { tupleAt } from '../../../src-main/engine/proofs/sumcheck/reference/leaves.ts';
import type { UniversalCase } from './universal-case.ts';

/** Sets one multiplicity so that the fractions add up to zero for the given alpha and beta. */
export function tuneMultiplicity(
  { field, key }: UniversalCase,
  slots: readonly (readonly bigint[])[],
  alpha: bigint,
  beta: bigint,
): bigint[][] {
  const values = { slot: (slot: number) => slots[slot]!, publicValues: () => [] };
  const denominator = (tuple: readonly bigint[]) =>
    field.subtract(
      alpha,
      tuple.reduceRight((sum, value) => field.add(field.multiply(sum, beta), value), 0n),
    );
  let total = 0n;
  for (const block of key.descriptor.lookups) {
    const { numerator, tuple } = tupleAt(field, block, values);
    for (let index = 0; index < 2 ** block.variables; index++) {
      const top = field.of(BigInt(block.sign) * numerator(index));
      total = field.add(total, field.multiply(top, field.invert(denominator(tuple(index)))));
    }
  }
  const table = key.descriptor.lookups.find(
    ({ numerator }) =>
      numerator[0]?.kind === 'slot' && key.descriptor.slots[numerator[0].slot]!.owner === 'witness',
  )!;
  const { slot } = table.numerator[0] as { slot: number };
  const { tuple } = tupleAt(field, table, values);
  const tuned = slots.map((cells) => [...cells]);
  tuned[slot]![0] = field.add(tuned[slot]![0]!, field.multiply(total, denominator(tuple(0))));
  return tuned;
}
