import { describe, expect, it } from 'vitest';
import { createPrimeField } from '../../src-main/engine/proofs/sumcheck/reference/prime-field.ts';
import { dense, graphOf, port, rescale, sum } from '../circuits/support/integer-nodes.ts';
import { Random } from '../circuits/support/random.ts';
import { refusal } from './support/both-verifiers.ts';
import { cellOf, withCells } from './support/cheat.ts';
import { knownMercury } from './support/kzg-setup.ts';
import { prove, randomInputs, universalCase } from './support/universal-case.ts';

const SEED = Number(process.env.TEST_SEED ?? 1);

/** `refusal` asks both verifiers and throws where they differ: every test of this room compares them. These go further. */
describe('a verifier written from the specification alone agrees with the reference', () => {
  const neuron = graphOf(
    [port('x', [2], 2, true)],
    [dense('x', 'a', [[1, 1]], [0]), rescale('a', 'y', 'clamp', 2, 1)],
    [port('y', [1], 2, true)],
  );

  it('over another field', () => {
    const field = createPrimeField(2n ** 61n - 1n);
    const one = universalCase(neuron, randomInputs(neuron, new Random(SEED)), { field });
    expect(refusal(one, prove(one, one.slots))).toBeUndefined();
  });

  it('on openings of rows of even and of odd numbers of variables', () => {
    const wide = graphOf([port('x', [2], 8, true)], [sum([[3, 'x']], 'y')], [port('y', [2], 10, true)]);
    const lengths = [5, 6].map((limbBits) => {
      const options = { scheme: knownMercury(8), limbBits };
      const one = universalCase(wide, randomInputs(wide, new Random(SEED)), options);
      expect(refusal(one, prove(one, one.slots))).toBeUndefined();
      return one.key.descriptor.rowVariables;
    });
    expect(lengths).toEqual([5, 6]);
  });

  it('on forgeries over a field so small that some are accepted', () => {
    const field = createPrimeField(97n);
    const honest = universalCase(neuron, new Map([['x', Float64Array.of(1, -2)]]), { field, limbBits: 2 });
    const [q, y] = [cellOf(honest, 'y q', 0), honest.publicValues.outputs[0]![0]!];
    const slots = withCells(honest, [['y q', 0, q - 1n]]);
    const counts = { accepted: 0, refused: 0 };
    for (let context = 0n; context < 97n; context++) {
      const publicValues = { ...honest.publicValues, context };
      const forged = { ...honest, publicValues: { ...publicValues, outputs: [[y - 1n]] } };
      refusal({ ...honest, publicValues }, prove({ ...honest, publicValues }, honest.slots));
      for (const claimed of [honest.slots, slots])
        counts[refusal(forged, prove(forged, claimed)) === undefined ? 'accepted' : 'refused']++;
    }
    expect(counts.accepted).toBeGreaterThan(0);
    expect(counts.refused).toBeGreaterThan(counts.accepted);
  });
});
