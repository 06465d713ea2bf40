#pragma once

#include <vector>

#include "../curve/affine.hpp"
#include "prove.hpp"

namespace proofpress {

/** What verifies proofs of one circuit. All points are in their groups. */
struct VerificationKey {
  G1Affine alpha1;
  G2Affine beta2, gamma2, delta2;
  /** public_signals + 1 points of G1 in Montgomery form, 64 bytes each. */
  std::vector<std::uint8_t> ic;
};

/**
 * Whether the proof holds: e(A, B) = e(alpha, beta) e(sum of signals[i] IC[i], gamma) e(C, delta) with signals[0] = 1
 * (Groth16, ePrint 2016/260).
 *
 * @param signals as many plain integers below r, 32 bytes each, as the key has public signals
 */
bool verify_proof(const VerificationKey& key, const std::uint8_t* signals, const Proof& proof);

}  // namespace proofpress
