import type { Dialogue } from './dialogue.ts';
import type { Prime } from './prime.ts';

/** Rounds of a sumcheck whose messages leave out c_1: the point that was drawn and the claim that is left there. */
export function checkRounds(
  prime: Prime,
  dialogue: Dialogue,
  sum: bigint,
  rounds: number,
  degree: number,
): { claim: bigint; rho: bigint[] } {
  let claim = sum;
  const rho: bigint[] = [];
  for (let round = 0; round < rounds; round++) {
    const c0 = dialogue.element();
    const higher = dialogue.elements(degree - 1);
    const c1 = prime.of(claim - 2n * c0 - higher.reduce((total, c) => total + c, 0n));
    const challenge = dialogue.challenge();
    claim = prime.polynomial([c0, c1, ...higher], challenge);
    rho.push(challenge);
  }
  return { claim, rho };
}
