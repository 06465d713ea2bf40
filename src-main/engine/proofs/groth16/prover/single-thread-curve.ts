import type { Bn128 } from 'ffjavascript';

let curve: Promise<Bn128> | undefined;

/** BN254 in the caller's thread, built once (about a third of a second). Nothing has to be released. */
export function singleThreadCurve(): Promise<Bn128> {
  curve ??= import('ffjavascript').then(({ buildBn128 }) => buildBn128(true));
  return curve;
}
