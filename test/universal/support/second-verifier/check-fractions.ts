import type { Descriptor } from '../../../../src-main/engine/proofs/sumcheck/reference/descriptor.ts';
import type { Dialogue } from './dialogue.ts';
import { factorValue, type Surroundings } from './factor-value.ts';
import type { Place } from './slot-ledger.ts';
import { Refusal } from './refusal.ts';

/** Lookups: all leaves' fractions add up to zero. Draws alpha and beta first; reads the first claims. */
export function checkFractions(descriptor: Descriptor, dialogue: Dialogue, surroundings: Surroundings): void {
  const { prime } = surroundings;
  const [alpha, beta] = [dialogue.challenge(), dialogue.challenge()];
  let numerator = 0n;
  let denominator = 1n;
  let zeta: bigint[] = [];
  for (let layer = 0; layer < descriptor.leafVariables; layer++) {
    const lambda = layer === 0 ? 0n : dialogue.challenge();
    let claim = prime.of(numerator + lambda * denominator);
    const rho: bigint[] = [];
    for (const coordinate of zeta) {
      const [c1, c2] = dialogue.elements(2) as [bigint, bigint];
      const c0 = prime.of(claim - coordinate * (c1 + c2));
      const challenge = dialogue.challenge();
      claim = prime.polynomial([c0, c1, c2], challenge);
      rho.push(challenge);
    }
    const [p0, p1, q0, q1] = dialogue.elements(4) as [bigint, bigint, bigint, bigint];
    const sums = prime.of(p0 * q1 + p1 * q0);
    if (layer === 0) {
      if (sums !== 0n) throw new Refusal('the fractions do not add up to zero');
      if (prime.of(q0 * q1) === 0n) throw new Refusal('a denominator is zero');
    } else if (prime.of(sums + lambda * q0 * q1) !== claim) {
      throw new Refusal(`layer ${layer} of the fractions does not follow from the next one`);
    }
    const mu = dialogue.challenge();
    numerator = prime.of(p0 + mu * (p1 - p0));
    denominator = prime.of(q0 + mu * (q1 - q0));
    zeta = [mu, ...rho];
  }
  const leaves = leavesAt(descriptor, zeta, alpha, beta, surroundings);
  if (leaves.p !== numerator) throw new Refusal('the numerators of the leaves differ');
  if (leaves.q !== denominator) throw new Refusal('the denominators of the leaves differ');
}

function leavesAt(
  descriptor: Descriptor,
  zeta: readonly bigint[],
  alpha: bigint,
  beta: bigint,
  surroundings: Surroundings,
): { p: bigint; q: bigint } {
  const { prime } = surroundings;
  const place: Place = { of: 'lookups', sum: zeta, point: [] };
  let [p, q, rest] = [0n, 0n, 1n];
  let first = 0;
  for (const block of descriptor.lookups) {
    const weight = prime.weight(first / 2 ** block.variables, zeta.slice(block.variables));
    first += 2 ** block.variables;
    const numerator = prime.product(
      block.numerator.map((factor) => factorValue(factor, place, surroundings)),
    );
    let hash = 0n;
    for (const combination of [...block.tuple].reverse()) {
      let column = combination.constant;
      for (const { coefficient, factor } of combination.parts)
        column += coefficient * factorValue(factor, place, surroundings);
      hash = prime.of(hash * beta + column);
    }
    p += weight * BigInt(block.sign) * numerator;
    q += weight * (alpha - hash);
    rest -= weight;
  }
  return { p: prime.of(p), q: prime.of(q + rest) };
}
