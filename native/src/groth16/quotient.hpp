#pragma once

#include <vector>

#include "proving-key.hpp"

namespace proofpress {

/**
 * The scalars of section 9's points: (A w)(B w) - (C w) on the odd coset, where C w = (A w)(B w) on the domain (snarkjs's
 * groth16_prove; the division by Z = -2 is in the points).
 *
 * @param witness file().wires plain integers below r, 32 bytes little-endian each
 * @returns domain_size plain integers; a witness that does not satisfy the circuit gives scalars of a proof that does not verify
 */
std::vector<U256> compute_quotient(const ProvingKey& key, const std::uint8_t* witness, Work& work);

}  // namespace proofpress
