import { bn254 } from '@noble/curves/bn254.js';

/** r: order of the groups; public signals are below it. */
export const SCALAR_FIELD: bigint = bn254.fields.Fr.ORDER;

/** q: coordinates are below it. */
export const BASE_FIELD: bigint = bn254.fields.Fp.ORDER;
