#pragma once

#include "xyzz.hpp"

namespace proofpress {

/** The generators of G1, (1, 2), and G2 that EIP-197 and every .ptau of BN254 use. */
G1Affine g1_generator();
G2Affine g2_generator();

/** psi: the Frobenius map x -> x^q of the curve over Fq12, carried over to the twist that holds G2. */
G2Affine frobenius_on_twist(const G2Affine& point);

/**
 * Whether a point of the twist belongs to G2, the subgroup of order r; infinity does. The point must be on the curve.
 *
 * The test is psi(P) = [6 u^2] P (Scott, "A note on group membership tests", ePrint 2021/1130, section 4). It is exact:
 * psi satisfies psi^2 - t psi + q = 0 on the whole curve with t = 6 u^2 + 1, so psi(P) = [t - 1] P gives
 * [(t - 1)^2 - t (t - 1) + q] P = [q + 1 - t] P = [r] P = 0; and on the points of order r, psi is multiplication by q = t - 1.
 */
bool is_in_g2(const G2Affine& point);

}  // namespace proofpress
