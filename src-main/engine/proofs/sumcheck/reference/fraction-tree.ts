import { bindFirst, equalTable } from './multilinear.ts';
import type { PrimeField } from './prime-field.ts';
import { interpolate } from './sum-rounds.ts';
import type { Transcript } from './transcript.ts';

/**
 * A sum of 2^D fractions, layer by layer (LogUp-GKR, ePrint 2023/1284): node x of layer j is the sum of nodes 2x and 2x+1 of
 * layer j+1, as p/q = (p0 q1 + p1 q0) / (q0 q1). The root is proven to be 0 with a denominator that is not.
 */
export interface FractionProof {
  /** p0, p1, q0, q1 of layer 1. */
  root: bigint[];
  /** Of layers 1 to D-1: messages (c_1, c_2), and p0, p1, q0, q1 at the point that they led to. */
  layers: { messages: bigint[][]; ends: bigint[] }[];
}

/** What is left to check: the leaves' polynomials at one point. */
export interface LeafClaims {
  point: bigint[];
  numerator: bigint;
  denominator: bigint;
}

/** Numerators and denominators: 2^D each, D at least 1. */
export function proveFractions(
  field: PrimeField,
  numerators: bigint[],
  denominators: bigint[],
  transcript: Transcript,
): { proof: FractionProof; claims: LeafClaims } {
  const layers = [{ numerators, denominators }];
  while (layers.at(-1)!.numerators.length > 2) layers.push(sumPairs(field, layers.at(-1)!));
  const top = layers.pop()!;
  const root = [...top.numerators, ...top.denominators];
  let claims = beginFractions(field, root, transcript);
  const proof: FractionProof = { root, layers: [] };
  for (const layer of layers.reverse()) {
    const lambda = transcript.challenge();
    const { messages, challenges, ends } = proveLayer(field, layer, claims.point, lambda, transcript);
    proof.layers.push({ messages, ends });
    claims = descend(field, ends, challenges, transcript);
  }
  return { proof, claims };
}

/**
 * @returns the leaves' claims
 * @throws Error saying what does not hold
 */
export function followFractions(field: PrimeField, proof: FractionProof, transcript: Transcript): LeafClaims {
  const { numerator, denominator } = rootFraction(field, proof.root);
  if (numerator !== 0n) throw new Error('lookups: the fractions do not add up to zero');
  if (denominator === 0n) throw new Error('lookups: the denominator of the sum is zero');
  return followLayers(field, proof, transcript);
}

/** The sum of all fractions. */
export function rootFraction(
  field: PrimeField,
  root: readonly bigint[],
): { numerator: bigint; denominator: bigint } {
  const [p0, p1, q0, q1] = root as [bigint, bigint, bigint, bigint];
  return {
    numerator: field.add(field.multiply(p0, q1), field.multiply(p1, q0)),
    denominator: field.multiply(q0, q1),
  };
}

/** From the root to the leaves. */
export function followLayers(field: PrimeField, proof: FractionProof, transcript: Transcript): LeafClaims {
  let claims = beginFractions(field, proof.root, transcript);
  for (const { messages, ends } of proof.layers) {
    const lambda = transcript.challenge();
    let claim = field.add(claims.numerator, field.multiply(lambda, claims.denominator));
    const challenges: bigint[] = [];
    messages.forEach(([linear, square], round) => {
      const zeta = claims.point[round]!;
      transcript.absorb(linear!, square!);
      const challenge = transcript.challenge();
      const constant = field.subtract(claim, field.multiply(zeta, field.add(linear!, square!)));
      const slope = field.add(linear!, field.multiply(square!, challenge));
      claim = field.add(constant, field.multiply(slope, challenge));
      challenges.push(challenge);
    });
    if (combineEnds(field, ends, lambda) !== claim)
      throw new Error('lookups: a layer of the tree does not fit');
    claims = descend(field, ends, challenges, transcript);
  }
  return claims;
}

interface Layer {
  numerators: bigint[];
  denominators: bigint[];
}

function sumPairs(field: PrimeField, { numerators, denominators }: Layer): Layer {
  const half = numerators.length / 2;
  const next: Layer = { numerators: new Array<bigint>(half), denominators: new Array<bigint>(half) };
  for (let index = 0; index < half; index++) {
    const [p0, p1] = [numerators[2 * index]!, numerators[2 * index + 1]!];
    const [q0, q1] = [denominators[2 * index]!, denominators[2 * index + 1]!];
    next.numerators[index] = field.add(field.multiply(p0, q1), field.multiply(p1, q0));
    next.denominators[index] = field.multiply(q0, q1);
  }
  return next;
}

function beginFractions(field: PrimeField, root: readonly bigint[], transcript: Transcript): LeafClaims {
  return descend(field, root, [], transcript);
}

/** From the two children's values at a point to the layer's value at a point with one coordinate more. */
function descend(
  field: PrimeField,
  ends: readonly bigint[],
  challenges: readonly bigint[],
  transcript: Transcript,
): LeafClaims {
  transcript.absorb(...ends);
  const mu = transcript.challenge();
  const between = (low: bigint, high: bigint) =>
    field.add(low, field.multiply(mu, field.subtract(high, low)));
  return {
    point: [mu, ...challenges],
    numerator: between(ends[0]!, ends[1]!),
    denominator: between(ends[2]!, ends[3]!),
  };
}

function combineEnds(field: PrimeField, ends: readonly bigint[], lambda: bigint): bigint {
  const [p0, p1, q0, q1] = ends as [bigint, bigint, bigint, bigint];
  const cross = field.add(field.multiply(p0, q1), field.multiply(p1, q0));
  return field.add(cross, field.multiply(lambda, field.multiply(q0, q1)));
}

/** The sum over x of eq(zeta, x) (p0 q1 + p1 q0 + lambda q0 q1); the factor eq of the round's own variable is left out. */
function proveLayer(
  field: PrimeField,
  { numerators, denominators }: Layer,
  zeta: readonly bigint[],
  lambda: bigint,
  transcript: Transcript,
): { messages: bigint[][]; challenges: bigint[]; ends: bigint[] } {
  const even = (values: bigint[]) => values.filter((_, index) => index % 2 === 0);
  const odd = (values: bigint[]) => values.filter((_, index) => index % 2 === 1);
  let tables = [even(numerators), odd(numerators), even(denominators), odd(denominators)];
  const messages: bigint[][] = [];
  const challenges: bigint[] = [];
  for (let round = 0; round < zeta.length; round++) {
    const weights = equalTable(field, zeta.slice(round + 1));
    const values = [0n, 0n, 0n];
    weights.forEach((weight, index) => {
      const low = tables.map((table) => table[2 * index]!);
      const high = tables.map((table) => table[2 * index + 1]!);
      const beyond = high.map((value, k) => field.subtract(field.add(value, value), low[k]!));
      [low, high, beyond].forEach((ends, at) => {
        const product = field.multiply(weight, combineEnds(field, ends, lambda));
        values[at] = field.add(values[at]!, product);
      });
    });
    const [, linear, square] = interpolate(field, values);
    transcript.absorb(linear!, square!);
    const challenge = transcript.challenge();
    tables = tables.map((table) => bindFirst(field, table, challenge));
    messages.push([linear!, square!]);
    challenges.push(challenge);
  }
  return { messages, challenges, ends: tables.map((table) => table[0]!) };
}
