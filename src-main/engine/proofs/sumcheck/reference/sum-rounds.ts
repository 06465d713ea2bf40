import { bindFirst } from './multilinear.ts';
import type { FactorTable } from './factor-table.ts';
import type { PrimeField } from './prime-field.ts';
import type { Transcript } from './transcript.ts';
import { through } from './univariate.ts';

/** A term with its factors as tables. */
export interface TermTables {
  coefficient: bigint;
  variables: number;
  factors: FactorTable[];
}

/** What the prover of a sumcheck sends and learns. */
export interface SumRounds {
  /** One a round: coefficients c_0, c_2, .., c_degree of its polynomial; c_1 follows from the claim. */
  messages: bigint[][];
  challenges: bigint[];
}

/**
 * Proves the value of sum over {0,1}^variables of all terms, where a term of fewer variables is spread evenly over the
 * others: it counts once, not once for each of their values.
 */
export function proveSum(
  field: PrimeField,
  terms: readonly TermTables[],
  variables: number,
  degree: number,
  transcript: Transcript,
): SumRounds {
  const running = terms.map((term) => new RunningTerm(field, term));
  const half = field.invert(2n % field.modulus);
  const messages: bigint[][] = [];
  const challenges: bigint[] = [];
  for (let round = 0; round < variables; round++) {
    const values = new Array<bigint>(degree + 1).fill(0n);
    for (const term of running) {
      const own = term.roundValues(round, degree, half);
      own.forEach((value, at) => (values[at] = field.add(values[at]!, value)));
    }
    const [constant, , ...higher] = interpolate(field, values);
    const message = [constant!, ...higher];
    transcript.absorb(...message);
    const challenge = transcript.challenge();
    for (const term of running) term.bind(round, challenge);
    messages.push(message);
    challenges.push(challenge);
  }
  return { messages, challenges };
}

/**
 * Follows a sumcheck to the claim about one point that is left.
 * @returns that claim and the point
 */
export function followSum(
  field: PrimeField,
  claim: bigint,
  messages: readonly (readonly bigint[])[],
  transcript: Transcript,
): { claim: bigint; challenges: bigint[] } {
  const challenges: bigint[] = [];
  let current = claim;
  for (const [constant, ...higher] of messages) {
    transcript.absorb(constant!, ...higher);
    const challenge = transcript.challenge();
    const rest = higher.reduce((sum, value) => field.add(sum, value), field.add(constant!, constant!));
    const coefficients = [constant!, field.subtract(current, rest), ...higher];
    current = coefficients.reduceRight(
      (value, coefficient) => field.add(field.multiply(value, challenge), coefficient),
      0n,
    );
    challenges.push(challenge);
  }
  return { claim: current, challenges };
}

class RunningTerm {
  readonly #field: PrimeField;
  readonly #variables: number;
  #coefficient: bigint;
  #factors: { variables: number[]; values: bigint[]; places: Int32Array }[];

  constructor(field: PrimeField, { coefficient, variables, factors }: TermTables) {
    this.#field = field;
    this.#variables = variables;
    this.#coefficient = coefficient;
    this.#factors = factors.map(({ variables: own, values }) => ({
      variables: own,
      values,
      places: placesOf(own, variables),
    }));
  }

  /** The round's polynomial at 0, 1, .., degree, summed over the variables that follow. */
  roundValues(round: number, degree: number, half: bigint): bigint[] {
    const field = this.#field;
    if (round >= this.#variables) {
      // Both values of a variable that is not its own have half of it.
      this.#coefficient = field.multiply(this.#coefficient, half);
      const whole = this.#factors.reduce((product, { values }) => field.multiply(product, values[0]!), 1n);
      return new Array<bigint>(degree + 1).fill(field.multiply(whole, this.#coefficient));
    }
    const sums = new Array<bigint>(degree + 1).fill(0n);
    for (let index = 0; index < 2 ** (this.#variables - round - 1); index++) this.#addProducts(index, sums);
    return sums.map((sum) => field.multiply(sum, this.#coefficient));
  }

  bind(round: number, challenge: bigint): void {
    if (round >= this.#variables) return;
    for (const factor of this.#factors) {
      const isBound = factor.variables[0] === round;
      if (isBound) {
        factor.values = bindFirst(this.#field, factor.values, challenge);
        factor.variables = factor.variables.slice(1);
      }
      const { places } = factor;
      factor.places = new Int32Array(places.length / 2).map((_, index) =>
        isBound ? places[2 * index]! >> 1 : places[2 * index]!,
      );
    }
  }

  #addProducts(index: number, sums: bigint[]): void {
    const field = this.#field;
    const ends: [bigint, bigint][] = [];
    for (const { values, places } of this.#factors) {
      const low = values[places[2 * index]!]!;
      const high = values[places[2 * index + 1]!]!;
      ends.push([low, field.subtract(high, low)]);
    }
    for (let at = 0; at < sums.length; at++) {
      let product = 1n;
      for (const [low, slope] of ends) {
        product = field.multiply(product, (low + slope * BigInt(at)) % field.modulus);
      }
      sums[at] = field.add(sums[at]!, product);
    }
  }
}

/** For each index over all variables, the index over some of them. */
function placesOf(own: readonly number[], variables: number): Int32Array {
  return new Int32Array(2 ** variables).map((_, index) =>
    own.reduce((place, variable, bit) => place | (((index >> variable) & 1) << bit), 0),
  );
}

/** Coefficients of the polynomial with the given values at 0, 1, .., degree. */
export function interpolate(field: PrimeField, values: readonly bigint[]): bigint[] {
  const points = values.map((_, at) => BigInt(at));
  return through(field, points, values);
}
