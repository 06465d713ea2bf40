#pragma once

#include "../file/ptau.hpp"

namespace proofpress {

/**
 * Refuses a .ptau that no key may be made from (PROOFPRESS_INVALID):
 * - tau, alpha or beta equal to 0 or 1, in either group. A fresh `powersoftau new` has all three equal to 1, and at tau = 1
 *   every statement verifies while `snarkjs zkey verify` still reports success;
 * - tau a root of unity of a domain in use, where every row but one of a circuit would go unchecked;
 * - the first points off the curve or outside the subgroup, the two groups at odds about tau, alpha or beta, or the Lagrange
 *   block of two points not that of tau.
 *
 * The cost does not depend on the size of the file: this is no proof that all points are powers of one tau
 * (`snarkjs powersoftau verify` is), only that the file is not degenerate.
 */
void check_powers_of_tau(const PtauFile& ptau);

}  // namespace proofpress
