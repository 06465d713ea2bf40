import { describe, expect, it } from 'vitest';
import { createPrimeField } from '../../src-main/engine/proofs/sumcheck/reference/prime-field.ts';
import { describeGraph } from '../../src-main/engine/proofs/sumcheck/reference/describe/describe-graph.ts';
import { proofLayout } from '../../src-main/engine/proofs/sumcheck/reference/proof-length.ts';
import { relationShape } from '../../src-main/engine/proofs/sumcheck/reference/relation-terms.ts';
import { dense, graphOf, port, rescale } from '../circuits/support/integer-nodes.ts';
import { cellOf, withCells } from './support/cheat.ts';
import { refusal } from './support/both-verifiers.ts';
import { prove, type UniversalCase, universalCase } from './support/universal-case.ts';

const TRIALS = Number(process.env.TEST_ROUNDS ?? 120);

/** One neuron of 2-bit values: 32 leaves at most. */
const graph = graphOf(
  [port('x', [2], 2, true)],
  [dense('x', 'a', [[1, 1]], [0]), rescale('a', 'y', 'clamp', 2, 1)],
  [port('y', [1], 2, true)],
);

describe.each([97n, 193n, 769n])('over a field of %s elements', (modulus) => {
  const field = createPrimeField(modulus);
  const one = universalCase(graph, new Map([['x', Float64Array.of(1, -2)]]), { field, limbBits: 2 });
  const recount = describeGraph(field, graph, 2).countLookups;
  const [q, rem] = ['y q', 'y rem'].map((name) => cellOf(one, name, 0)) as [bigint, bigint];
  const outputs = [[q - 1n]];

  it('honest proofs are accepted, whatever the challenges', () => {
    expect(2 ** one.key.descriptor.leafVariables).toBeLessThanOrEqual(32);
    expect(acceptance(one, one.slots)).toBe(1);
  });

  it('a wrong result is accepted as seldom as the relations and the opening allow', () => {
    const slots = withCells(one, [['y q', 0, q - 1n]]);
    // Multiplicities that fit, so that the lookups hold.
    expect(acceptance(claiming(one, outputs), recount(slots))).toBeLessThanOrEqual(
      withSpread(relationBound(one)),
    );
  });

  it('an output that no cell has is accepted as seldom as the relations and the opening allow', () => {
    const rate = acceptance(claiming(one, outputs), one.slots);
    expect(rate).toBeLessThanOrEqual(withSpread(relationBound(one)));
    if (modulus > 700n) expect(relationBound(one)).toBeLessThan(0.2);
  });

  it('a remainder outside its range is accepted as seldom as the lookups allow', () => {
    const slots = withCells(one, [
      ['y q', 0, q - 1n],
      ['y rem', 0, rem + 2n],
    ]);
    const rate = acceptance(claiming(one, outputs), slots);
    expect(rate).toBeLessThanOrEqual(withSpread(lookupBound(one)));
    if (modulus > 700n) expect(lookupBound(one)).toBeLessThan(0.3);
  });
});

function claiming(one: UniversalCase, outputs: bigint[][]): UniversalCase {
  return { ...one, publicValues: { ...one.publicValues, outputs } };
}

/** How often proofs from these slots are accepted, each in a context of its own. Those with challenges that the system rules out do not count. */
function acceptance(one: UniversalCase, slots: readonly (readonly bigint[])[]): number {
  let [accepted, tried] = [0, 0];
  for (let trial = 0; trial < TRIALS; trial++) {
    const attempt = {
      ...one,
      publicValues: { ...one.publicValues, context: BigInt(trial) % one.field.modulus },
    };
    attempt.key = { ...one.key, descriptor: { ...one.key.descriptor, slots: renamed(one, trial) } };
    const reason = refusal(attempt, prove(attempt, slots));
    // alpha met a denominator: the root's denominator is zero, for honest provers too.
    if (reason === 'lookups: the denominator of the sum is zero') continue;
    tried += 1;
    if (reason === undefined) accepted += 1;
  }
  return accepted / tried;
}

/** Names go into the key's hash: as many transcripts as there are trials. */
function renamed({ key: { descriptor } }: UniversalCase, trial: number) {
  return descriptor.slots.map((slot) => ({ ...slot, name: `${slot.name} ${trial}` }));
}

/** docs/protocol/universal.md, "Soundness": from the point on. */
function relationBound(one: UniversalCase): number {
  const { descriptor } = one.key;
  const { variables, degree, pointVariables } = relationShape(descriptor.relations);
  const { relations } = descriptor;
  const claims = claimCount(one);
  const count =
    relations.length * pointVariables +
    relations.length -
    1 +
    degree * variables +
    claims -
    1 +
    2 * descriptor.variables;
  return count / Number(one.field.modulus);
}

/** The same, of the fractions. */
function lookupBound(one: UniversalCase): number {
  const { lookups, leafVariables, variables } = one.key.descriptor;
  const longest = Math.max(...lookups.map(({ tuple }) => tuple.length));
  const leaves = lookups.reduce((sum, block) => sum + 2 ** block.variables, 0);
  const rounds = leafVariables * (leafVariables - 1);
  const count =
    (longest - 1) * leaves + leaves + 2 * leafVariables - 1 + rounds + claimCount(one) - 1 + 2 * variables;
  return count / Number(one.field.modulus);
}

function claimCount({ key, scheme }: UniversalCase): number {
  const { leafClaims, relationClaims } = proofLayout(key.descriptor, scheme);
  return leafClaims + relationClaims;
}

/** A bound with three standard deviations of its own measurement. */
function withSpread(bound: number): number {
  const capped = Math.min(bound, 1);
  return bound >= 1 ? 1 : capped + 3 * Math.sqrt((capped * (1 - capped)) / TRIALS);
}
