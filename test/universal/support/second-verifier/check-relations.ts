import type {
  Coordinate,
  Descriptor,
  Factor,
  Term,
} from '../../../../src-main/engine/proofs/sumcheck/reference/descriptor.ts';
import type { Dialogue } from './dialogue.ts';
import { factorValue, type Surroundings } from './factor-value.ts';
import { checkRounds } from './check-rounds.ts';
import type { Place } from './slot-ledger.ts';
import { Refusal } from './refusal.ts';

/** All relations hold. Draws the point and gamma first; reads the second claims. */
export function checkRelations(descriptor: Descriptor, dialogue: Dialogue, surroundings: Surroundings): void {
  const { prime } = surroundings;
  const { relations } = descriptor;
  const point = dialogue.challenges(Math.max(0, ...relations.map(({ pointVariables }) => pointVariables)));
  const gamma = dialogue.challenge();
  const terms = relations.flatMap((relation) => relation.terms);
  const variables = Math.max(0, ...terms.map((term) => term.variables));
  const degree = Math.max(2, ...terms.map(degreeOf));
  const { claim, rho } = checkRounds(prime, dialogue, 0n, variables, degree);
  const place: Place = { of: 'relations', sum: rho, point };
  const half = prime.inverse(2n);
  let total = 0n;
  relations.forEach((relation, index) => {
    for (const term of relation.terms) {
      const factors = term.factors.map((factor) => factorValue(factor, place, surroundings));
      const share = prime.power(half, BigInt(variables - term.variables));
      total += prime.product([prime.power(gamma, BigInt(index)), term.coefficient, share, ...factors]);
    }
  });
  if (prime.of(total) !== claim) throw new Refusal('the relations do not hold at the end of their rounds');
}

/** The largest number of factors that depend on one summed variable. */
function degreeOf(term: Term): number {
  const counts = new Array<number>(term.variables).fill(0);
  for (const factor of term.factors)
    for (const variable of new Set(coordinatesOf(factor).flatMap((at) => ('sum' in at ? [at.sum] : []))))
      counts[variable]! += 1;
  return Math.max(0, ...counts);
}

function coordinatesOf(factor: Factor): Coordinate[] {
  if (factor.kind === 'equalBelow') return [...factor.a, ...factor.b];
  if (factor.kind === 'window') return [...factor.out, ...factor.tap, ...factor.in];
  return factor.at;
}
