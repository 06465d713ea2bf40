/** The BN254 curve ("alt_bn128", EIP-196): y^2 = x^3 + 3 over Fq, group order r. */

/** Order of the base field Fq. */
export const BASE_FIELD = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/** Order r of the scalar field Fr: witness values, coefficients and public signals live here. */
export const SCALAR_FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** The representative of `value` in [0, r). */
export function toField(value: bigint): bigint {
  const reduced = value % SCALAR_FIELD;
  return reduced < 0n ? reduced + SCALAR_FIELD : reduced;
}
