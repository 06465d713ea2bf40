#pragma once

#include "proving-key.hpp"

namespace proofpress {

/** A Groth16 proof (ePrint 2016/260, section 3.2). */
struct Proof {
  G1Affine a;
  G2Affine b;
  G1Affine c;
};

/** The sums over the key's points that make up nearly all the work of a proof. They tell of the witness: keep them secret. */
struct ProofSums {
  /** Over the witness: sections 5, 6 and 7 of the key, and 8 over the private wires. */
  G1Affine a, b1;
  G2Affine b2;
  G1Affine c;
  /** Over the quotient: section 9. */
  G1Affine h;
};

/** @param witness file().wires plain integers below r, 32 bytes little-endian each */
ProofSums sum_for_proof(const ProvingKey& key, const std::uint8_t* witness, Work& work);

/** The proof of these sums with the blinding factors r and s, plain integers below r. */
Proof blind_sums(const ZkeyFile& file, const ProofSums& sums, const U256& r, const U256& s, Work& work);

/** The proof of these sums with fresh blinding factors from the operating system. */
Proof blind_sums(const ZkeyFile& file, const ProofSums& sums, Work& work);

/**
 * Proves a witness with fresh blinding factors from the operating system. Not verified: a witness that does not satisfy the
 * circuit gives a proof that does not hold.
 *
 * @param witness file().wires plain integers below r, 32 bytes little-endian each
 */
Proof prove(const ProvingKey& key, const std::uint8_t* witness, Work& work);

}  // namespace proofpress
