import { bn254 } from '@noble/curves/bn254.js';
import { keccak256, toUtf8Bytes } from 'ethers';
import type { ProofPoints } from '../../../src-main/engine/chain/encode-proof.ts';
import { toField } from '../../../src-main/engine/proofs/bn254.ts';
import { toSnarkjsG1, toSnarkjsG2, toWordsG1, toWordsG2, type G1, type G2 } from './bn254-points.ts';
import type { VerificationKey } from './groth16-setup.ts';

const { Fr } = bn254.fields;

/** The discrete logarithms that a real setup destroys. */
export interface Trapdoor {
  alpha: bigint;
  beta: bigint;
  gamma: bigint;
  delta: bigint;
  /** One more than there are public signals. */
  ic: bigint[];
}

/** A proof as points of the curve. */
export interface SimulatedProof {
  a: G1;
  b: G2;
  c: G1;
  /** As the contract takes it. */
  points: ProofPoints;
  /** As snarkjs writes proof.json. */
  json: object;
}

export interface TrapdoorKey {
  key: VerificationKey;
  trapdoor: Trapdoor;
  /**
   * A proof of any public signals. Of the three logarithms two may be chosen, and zero gives a point at infinity; the
   * others follow from seed and signals, the last from the equation.
   *
   * @throws Error where the equation has no solution, as with A and C at infinity for all but few signals
   */
  prove(signals: readonly bigint[], chosen?: { a?: bigint; b?: bigint; c?: bigint }): SimulatedProof;
  /** What anybody can make of a proof without a trapdoor: A / t, t B + t s delta, C + s A. */
  rerandomise(proof: Pick<SimulatedProof, 'a' | 'b' | 'c'>, t: bigint, s?: bigint): SimulatedProof;
  /** The last public signal for which IC(signals) is `target` times the generator, 0 for infinity. */
  lastSignalFor(others: readonly bigint[], target: bigint): bigint;
}

/**
 * A Groth16 key whose maker kept the trapdoor: proofs of anything cost three multiplications and no circuit. All bytes
 * follow from seed and signals.
 *
 * @param options.chosen logarithms to take instead of drawn ones
 */
export function makeTrapdoorKey({
  signals: count,
  seed,
  chosen = {},
}: {
  signals: number;
  seed: string | number;
  chosen?: Partial<Trapdoor>;
}): TrapdoorKey {
  const scalar = (name: string): bigint => drawScalar(`${seed}:${name}`);
  const trapdoor: Trapdoor = {
    alpha: scalar('alpha'),
    beta: scalar('beta'),
    gamma: scalar('gamma'),
    delta: scalar('delta'),
    ic: Array.from({ length: count + 1 }, (_, index) => scalar(`ic ${index}`)),
    ...chosen,
  };
  const { alpha, beta, gamma, delta, ic } = trapdoor;
  const key: VerificationKey = {
    protocol: 'groth16',
    curve: 'bn128',
    nPublic: count,
    vk_alpha_1: toSnarkjsG1(g1(alpha)),
    vk_beta_2: toSnarkjsG2(g2(beta)),
    vk_gamma_2: toSnarkjsG2(g2(gamma)),
    vk_delta_2: toSnarkjsG2(g2(delta)),
    IC: ic.map((logarithm) => toSnarkjsG1(g1(logarithm))),
  };
  const publicPart = (signals: readonly bigint[]): bigint =>
    toField(signals.reduce((sum, signal, index) => sum + signal * ic[index + 1]!, ic[0]!));

  return {
    key,
    trapdoor,
    prove(signals, chosen = {}) {
      if (signals.length !== count) throw new Error(`${signals.length} signals for a key of ${count}`);
      // a b = alpha beta + IC gamma + c delta
      const statement = toField(alpha * beta + publicPart(signals) * gamma);
      const drawn = (name: string): bigint => scalar(`${name} ${signals.map(toField).join(' ')}`);
      const right = (c: bigint): bigint => toField(statement + c * delta);
      let { a, b, c } = chosen;
      if (c === undefined) {
        a ??= drawn('a');
        b ??= drawn('b');
        c = toField((a * b - statement) * Fr.inv(delta));
      } else if (a === undefined) {
        b ??= drawn('b');
        a = b === 0n ? drawn('a') : toField(right(c) * Fr.inv(b));
      } else {
        b ??= a === 0n ? drawn('b') : toField(right(c) * Fr.inv(a));
      }
      if (toField(a * b) !== right(c)) throw new Error('no such proof satisfies the equation');
      return toProof(g1(a), g2(b), g1(c));
    },
    rerandomise({ a, b, c }, t, s = 0n) {
      return toProof(times(a, Fr.inv(t)), times(b, t).add(g2(toField(t * s * delta))), c.add(times(a, s)));
    },
    lastSignalFor(others, target) {
      return toField((target - publicPart([...others, 0n])) * Fr.inv(ic[count]!));
    },
  };
}

/** Points in both forms; they need not satisfy anything. */
export function toProof(a: G1, b: G2, c: G1): SimulatedProof {
  return {
    a,
    b,
    c,
    points: [...toWordsG1(a), ...toWordsG2(b), ...toWordsG1(c)],
    json: {
      protocol: 'groth16',
      curve: 'bn128',
      pi_a: toSnarkjsG1(a),
      pi_b: toSnarkjsG2(b),
      pi_c: toSnarkjsG1(c),
    },
  };
}

/** In [1, r). */
function drawScalar(label: string): bigint {
  const low = BigInt(keccak256(toUtf8Bytes(`${label}:low`)));
  const high = BigInt(keccak256(toUtf8Bytes(`${label}:high`)));
  return toField((high << 256n) | low) || 1n;
}

function g1(logarithm: bigint): G1 {
  return times(bn254.G1.Point.BASE, logarithm);
}

function g2(logarithm: bigint): G2 {
  return times(bn254.G2.Point.BASE, logarithm);
}

/** noble refuses to multiply by zero. */
function times<Point extends { multiply(scalar: bigint): Point; subtract(other: Point): Point }>(
  point: Point,
  scalar: bigint,
): Point {
  const reduced = toField(scalar);
  return reduced === 0n ? point.subtract(point) : point.multiply(reduced);
}
