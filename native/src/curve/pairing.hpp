#pragma once

#include <cstddef>

#include "../field/fq12.hpp"
#include "affine.hpp"

namespace proofpress {

/** One factor e(g1, g2) of a product. Where one of the points is infinity the factor is one. */
struct PairingInput {
  G1Affine g1;
  G2Affine g2;
};

/**
 * The product of the optimal ate pairings e(g1[i], g2[i]) on BN254 (Vercauteren, ePrint 2008/096), one final exponentiation for
 * all. Points must be on their curves and those of G2 in the subgroup of order r.
 */
Fq12 pairing_product(const PairingInput* inputs, std::size_t count);

/** Whether the product is one. */
bool is_pairing_product_one(const PairingInput* inputs, std::size_t count);

/** Whether a2 = k a1 and b2 = k b1 for the same k, none of the four being infinity: e(a1, b2) = e(a2, b1). */
bool have_same_ratio(const G1Affine& a1, const G1Affine& a2, const G2Affine& b1, const G2Affine& b2);

}  // namespace proofpress
