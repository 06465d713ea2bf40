import { bn254 } from '@noble/curves/bn254.js';
import type { ProofPoints } from '../../../src-main/engine/chain/encode-proof.ts';
import { BASE_FIELD, SCALAR_FIELD } from '../../../src-main/engine/proofs/bn254.ts';
import type { Random } from '../../support/random.ts';
import { toWordsG1, toWordsG2 } from './bn254-points.ts';
import type { SimulatedProof, TrapdoorKey } from './trapdoor-key.ts';
import { toProof } from './trapdoor-key.ts';
import { pointOfCofactorOrder, pointOutsideSubgroup } from './twist-points.ts';
import type { Candidate } from './verifiers.ts';

/** A candidate and what every verifier ought to say. */
export interface JudgedCandidate extends Candidate {
  name: string;
  holds: boolean;
  /** What is known of snarkjs by itself: it says the opposite, or it is not worth asking. */
  snarkjs?: 'errs' | 'unasked';
}

const G1 = bn254.G1.Point;
const WORDS = ['A.x', 'A.y', 'B.x.c1', 'B.x.c0', 'B.y.c1', 'B.y.c0', 'C.x', 'C.y'] as const;
const MAXIMUM_WORD = (1n << 256n) - 1n;

/** Proofs that hold though a point of them, or of the public part, is infinity. */
export function proofsAtInfinity(trapdoorKey: TrapdoorKey, signals: readonly bigint[]): JudgedCandidate[] {
  const { alpha, beta, gamma, delta } = trapdoorKey.trapdoor;
  const others = signals.slice(0, -1);
  const { Fr } = bn254.fields;
  // With this public part alpha beta + IC gamma = 0.
  const special = [
    ...others,
    trapdoorKey.lastSignalFor(others, Fr.neg(Fr.mul(Fr.mul(alpha, beta), Fr.inv(gamma)))),
  ];
  const nothing = [...others, trapdoorKey.lastSignalFor(others, 0n)];
  const shift = Fr.neg(Fr.mul(Fr.mul(alpha, beta), Fr.inv(delta)));
  return (
    [
      ['A', signals, { a: 0n }],
      ['B', signals, { b: 0n }],
      ['A and B', signals, { a: 0n, b: 0n }],
      ['C', signals, { c: 0n }],
      ['A and C', special, { a: 0n, c: 0n }],
      ['B and C', special, { b: 0n, c: 0n }],
      ['A, B and C', special, { a: 0n, b: 0n, c: 0n }],
      ['the public part', nothing, {}],
      ['the public part and C', nothing, { a: alpha, b: beta, c: 0n }],
      ['the public part, A and B', nothing, { a: 0n, b: 0n, c: shift }],
    ] as const
  ).map(([name, of, chosen]) => ({
    name: `a proof with ${name} at infinity`,
    signals: of,
    points: trapdoorKey.prove(of, chosen).points,
    holds: true,
    // Its pairing is wrong for infinity in G2.
    ...('b' in chosen && chosen.b === 0n && { snarkjs: 'errs' as const }),
  }));
}

/** Every kind of damage to a proof that holds. */
export function damagedProofs(
  trapdoorKey: TrapdoorKey,
  signals: readonly bigint[],
  random: Random,
): JudgedCandidate[] {
  const proof = trapdoorKey.prove(signals);
  const { a, b, c, points } = proof;
  const outside = pointOutsideSubgroup(random);
  const cofactor = pointOfCofactorOrder(random);
  const [ax, ay] = toWordsG1(a);
  const [cx, cy] = toWordsG1(c);
  const [bx1, bx0, by1, by0] = toWordsG2(b);
  const other = trapdoorKey.prove(signals.map((signal) => signal + 1n));
  const noA = trapdoorKey.prove(signals, { a: 0n });
  const noB = trapdoorKey.prove(signals, { b: 0n });
  const noC = trapdoorKey.prove(signals, { c: 0n });
  const refused = (name: string, changed: SimulatedProof | ProofPoints, more = {}): JudgedCandidate => ({
    name,
    signals,
    points: Array.isArray(changed) ? changed : changed.points,
    holds: false,
    ...more,
  });
  const held = (name: string, changed: SimulatedProof): JudgedCandidate => ({
    ...refused(name, changed),
    holds: true,
  });
  const withWords = (from: number, words: readonly bigint[], to: ProofPoints = points): ProofPoints =>
    to.map((word, index) => words[index - from] ?? word) as ProofPoints;
  /** snarkjs reduces coordinates, and checks no subgroup. */
  const snarkjsErrs = { snarkjs: 'errs' as const };

  return [
    held('the proof itself', proof),
    held('it re-randomised', trapdoorKey.rerandomise(proof, 77n, 78n)),
    held('A and B negated', toProof(a.negate(), b.negate(), c)),
    refused('A negated', toProof(a.negate(), b, c)),
    refused('B negated', toProof(a, b.negate(), c)),
    refused('C negated', toProof(a, b, c.negate())),
    refused('A and C negated', toProof(a.negate(), b, c.negate())),
    refused('A and C swapped', toProof(c, b, a)),
    refused('A doubled', toProof(a.double(), b, c)),
    refused('the generators', toProof(G1.BASE, bn254.G2.Point.BASE, G1.BASE)),
    refused('A of another proof', toProof(other.a, b, c)),
    refused('C of another proof', toProof(a, b, other.c)),
    refused('A at infinity', toProof(G1.ZERO, b, c)),
    refused('B at infinity', toProof(a, bn254.G2.Point.ZERO, c)),
    refused('C at infinity', toProof(a, b, G1.ZERO)),
    refused('all at infinity', toProof(G1.ZERO, bn254.G2.Point.ZERO, G1.ZERO)),
    refused('x and y of A swapped', withWords(0, [ay, ax])),
    refused('x and y of C swapped', withWords(6, [cy, cx])),
    refused("B in snarkjs's order", withWords(2, [bx0, bx1, by0, by1])),
    refused('x and y of B swapped', withWords(2, [by1, by0, bx1, bx0])),
    refused('A off the curve', withWords(0, [1n, 1n])),
    refused('A at x = 0', withWords(0, [0n, 1n])),
    refused('A at y = 0', withWords(0, [1n, 0n])),
    refused('C off the curve', withWords(6, [1n, 1n])),
    refused('B off the curve', withWords(2, [1n, 1n, 1n, 1n])),
    refused('B with one coordinate', withWords(2, [0n, 0n, 0n, 1n])),
    refused('B outside the subgroup', toProof(a, outside, c)),
    refused('B moved out of the subgroup', toProof(a, b.add(cofactor), c)),
    refused('B of the cofactor', toProof(a, cofactor, c)),
    refused('B outside the subgroup beside A at infinity', toProof(G1.ZERO, outside, noA.c), snarkjsErrs),
    refused('B outside the subgroup beside a holding infinity', toProof(noA.a, cofactor, noA.c), snarkjsErrs),
    refused('A off the curve beside B at infinity', withWords(0, [ax, 5n], noB.points)),
    // Aliases of infinity: one zero in the field, another one in the bytes.
    refused('q, 0 for A at infinity', withWords(0, [BASE_FIELD, 0n], noA.points), snarkjsErrs),
    refused('0, q for A at infinity', withWords(0, [0n, BASE_FIELD], noA.points), snarkjsErrs),
    refused('q, 0 for C at infinity', withWords(6, [BASE_FIELD, 0n], noC.points), snarkjsErrs),
    refused('0, q for C at infinity', withWords(6, [0n, BASE_FIELD], noC.points), snarkjsErrs),
    refused('0, 0, 0, q for B at infinity', withWords(2, [0n, 0n, 0n, BASE_FIELD], noB.points)),
    ...WORDS.flatMap((name, index) => {
      const word = points[index]!;
      const replace = (value: bigint): ProofPoints => withWords(index, [value]);
      return [
        refused(`${name} + 1`, replace((word + 1n) % BASE_FIELD)),
        refused(`${name} = 0`, replace(0n)),
        refused(`${name} = q`, replace(BASE_FIELD)),
        refused(`${name} = 2^256 - 1`, replace(MAXIMUM_WORD)),
        refused(`q - ${name}`, replace(BASE_FIELD - word)),
        ...[1n, 2n, 3n, 4n]
          .map((times) => [times, word + times * BASE_FIELD] as const)
          .filter(([, value]) => value <= MAXIMUM_WORD)
          .map(([times, value]) => refused(`${name} + ${times} q`, replace(value), snarkjsErrs)),
      ];
    }),
  ];
}

/** Proofs of signals that are extreme, out of range, or too few or many. */
export function oddSignals(trapdoorKey: TrapdoorKey, signals: readonly bigint[]): JudgedCandidate[] {
  const [top, zeros] = [signals.map(() => SCALAR_FIELD - 1n), signals.map(() => 0n)];
  const given = (
    name: string,
    proven: readonly bigint[],
    shown: readonly bigint[],
    more: Partial<JudgedCandidate> = {},
  ): JudgedCandidate => ({
    name,
    signals: shown,
    points: trapdoorKey.prove(proven).points,
    holds: proven === shown,
    ...more,
  });
  const endsInZero = signals.with(-1, 0n);
  return [
    given('signals 0', zeros, zeros),
    given('signals r - 1', top, top),
    given(
      'signals r for 0',
      zeros,
      zeros.map(() => SCALAR_FIELD),
    ),
    given('signals too few', signals, signals.slice(0, -1)),
    given('a last signal 0 left out', endsInZero, endsInZero.slice(0, -1), { snarkjs: 'errs' }),
    given('no signals', signals, []),
    given('a signal 0 too many', signals, [...signals, 0n]),
    ...signals.flatMap((signal, index) => [
      given(`signal ${index} = 0`, signals, signals.with(index, 0n)),
      given(`signal ${index} + 1`, signals, signals.with(index, (signal + 1n) % SCALAR_FIELD)),
      given(`signal ${index} negated`, signals, signals.with(index, SCALAR_FIELD - signal)),
      given(`signal ${index} = r`, signals.with(index, 0n), signals.with(index, SCALAR_FIELD)),
      given(`signal ${index} = 2^256 - 1`, signals, signals.with(index, MAXIMUM_WORD)),
      ...[1n, 2n, 3n, 4n, 5n]
        .map((times) => [times, signal + times * SCALAR_FIELD] as const)
        .filter(([, value]) => value <= MAXIMUM_WORD)
        .map(([times, value]) => given(`signal ${index} + ${times} r`, signals, signals.with(index, value))),
    ]),
  ];
}
