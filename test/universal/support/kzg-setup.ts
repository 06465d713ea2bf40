import { bn254 } from '@noble/curves/bn254.js';
import { type KzgSetup, kzgSetup } from '../../../src-main/engine/proofs/sumcheck/reference/kzg.ts';
import { mercury } from '../../../src-main/engine/proofs/sumcheck/reference/mercury.ts';
import type { CaseScheme } from './both-verifiers.ts';
import { SCALARS } from './universal-case.ts';

const DEFAULT_TAU = 0x1234_5678_9abc_def0n;

/** Powers of a tau that everybody knows: right for tests and for nothing else. */
export function knownSetup(variables: number, tau = DEFAULT_TAU): KzgSetup {
  const { Point } = bn254.G1;
  const powers = [Point.BASE];
  let power = 1n;
  while (powers.length < 2 ** variables) {
    power = SCALARS.multiply(power, tau);
    powers.push(Point.BASE.multiply(power));
  }
  return kzgSetup(powers, bn254.G2.Point.BASE.multiply(tau));
}

export function knownMercury(variables: number, tau = DEFAULT_TAU): CaseScheme {
  const scheme = mercury(SCALARS, knownSetup(variables, tau), `known tau ${tau}`);
  return { ...scheme, tau: bn254.G2.Point.BASE.multiply(tau) };
}
