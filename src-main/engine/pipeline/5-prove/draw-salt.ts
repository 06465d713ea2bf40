import { randomBytes } from 'node:crypto';
import { SCALAR_FIELD } from '../../proofs/bn254.ts';

/** A uniformly random field element: 254 random bits, drawn again while not below r (about one try in four). */
export function drawSalt(): bigint {
  for (;;) {
    const candidate = BigInt(`0x${randomBytes(32).toString('hex')}`) >> 2n;
    if (candidate < SCALAR_FIELD) return candidate;
  }
}
