#pragma once

#include "proving-key.hpp"

namespace proofpress {

/** A Groth16 proof (ePrint 2016/260, section 3.2). */
struct Proof {
  G1Affine a;
  G2Affine b;
  G1Affine c;
};

/**
 * Proves a witness with fresh blinding factors from the operating system. Not verified: a witness that does not satisfy the
 * circuit gives a proof that does not hold.
 *
 * @param witness file().wires plain integers below r, 32 bytes little-endian each
 */
Proof prove(const ProvingKey& key, const std::uint8_t* witness, Work& work);

}  // namespace proofpress
