import { bn254 } from '@noble/curves/bn254.js';
import type { ProofPoints } from '../../../src-main/engine/chain/encode-proof.ts';
import { BASE_FIELD, SCALAR_FIELD } from '../../../src-main/engine/proofs/bn254.ts';
import type { Random } from '../../support/random.ts';
import type { JudgedCandidate } from './proof-candidates.ts';
import { toProof, type TrapdoorKey } from './trapdoor-key.ts';
import { pointOfCofactorOrder, pointOutsideSubgroup } from './twist-points.ts';

const G1 = bn254.G1.Point;
const WORD_BITS = 256;

/** A proof of random signals that holds, one in three with a point at infinity, and at times something done to it. */
export function randomCandidate(trapdoorKey: TrapdoorKey, random: Random): JudgedCandidate {
  const signals = Array.from({ length: trapdoorKey.key.nPublic }, () =>
    random.pick([0n, 1n, SCALAR_FIELD - 1n, random.bigint(0n, SCALAR_FIELD - 1n)]),
  );
  const infinity = random.pick(['a', 'b', 'c', 'none', 'none', 'none', 'none', 'none', 'none'] as const);
  const proof = trapdoorKey.prove(signals, infinity === 'none' ? {} : { [infinity]: 0n });
  const { a, b, c, points } = proof;
  const fresh = (): bigint => random.bigint(1n, SCALAR_FIELD - 1n);
  const base = (name: string, holds: boolean): JudgedCandidate => ({
    name: `${name}, infinity: ${infinity}`,
    signals,
    points,
    holds,
    snarkjs: 'unasked',
  });
  const changedPoints = (name: string, changed: ProofPoints): JudgedCandidate => {
    const same = changed.every((word, index) => word === points[index]);
    return { ...base(name, same), points: changed };
  };

  const choices: (() => JudgedCandidate)[] = [
    () => base('as it is', true),
    () => ({
      ...base('re-randomised', true),
      points: trapdoorKey.rerandomise(proof, fresh(), fresh()).points,
    }),
    () => {
      const word = random.integer(0, 7);
      const bit = 1n << BigInt(random.integer(0, WORD_BITS - 1));
      return changedPoints(
        `bit ${bit} of word ${word}`,
        points.with(word, points[word]! ^ bit) as ProofPoints,
      );
    },
    () => {
      const word = random.integer(0, 7);
      return changedPoints(`word ${word} + q`, points.with(word, points[word]! + BASE_FIELD) as ProofPoints);
    },
    () => {
      const [from, to] = [random.integer(0, 7), random.integer(0, 7)];
      const swapped = points.with(from, points[to]!).with(to, points[from]!);
      return changedPoints(`words ${from} and ${to} swapped`, swapped as ProofPoints);
    },
    // Beside B at infinity any A will do.
    () => ({ ...base('A moved', infinity === 'b'), points: toProof(a.add(G1.BASE), b, c).points }),
    () => changedPoints('B outside the subgroup', toProof(a, pointOutsideSubgroup(random), c).points),
    () => changedPoints('B moved out', toProof(a, b.add(pointOfCofactorOrder(random)), c).points),
    () => {
      const index = random.integer(0, signals.length - 1);
      const added = BigInt(random.integer(1, 4)) * SCALAR_FIELD;
      return {
        ...base(`signal ${index} + k r`, false),
        signals: signals.with(index, signals[index]! + added),
      };
    },
    () => {
      const index = random.integer(0, signals.length - 1);
      const signal = signals[index]! ^ (1n << BigInt(random.integer(0, 252)));
      return { ...base(`a bit of signal ${index}`, false), signals: signals.with(index, signal) };
    },
  ];
  return random.pick(choices)();
}
