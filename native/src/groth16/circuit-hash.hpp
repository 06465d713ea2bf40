#pragma once

#include <cstddef>
#include <cstdint>

#include "../platform/work.hpp"

namespace proofpress {

/**
 * What the circuit hash ("csHash", section 10 of a .zkey) is made of. All points are affine in Montgomery form as in .zkey and
 * .ptau files, at any alignment; they are read, not checked.
 */
struct CircuitHashParts {
  /** alpha1 beta1 beta2 gamma2 delta1 delta2 as they follow each other in section 2 of a .zkey: 576 bytes. */
  const std::uint8_t* key_points;
  /** Section 3, G1. */
  const std::uint8_t* ic_points;
  std::size_t ic_count;
  /** Section 8 of the key before any contribution (delta = 1), G1. */
  const std::uint8_t* c_points;
  std::size_t c_count;
  /** Sections 5, 6 (G1) and 7 (G2), one point a wire each. */
  const std::uint8_t* a_points;
  const std::uint8_t* b1_points;
  const std::uint8_t* b2_points;
  std::size_t wire_count;
  std::size_t domain_size;
  /** Section 2 of the .ptau, tau^i in G1 from i = 0, and the bytes that can be read from there to the end of the file. */
  const std::uint8_t* tau_g1;
  std::size_t tau_g1_readable_bytes;
};

/**
 * BLAKE2b-512 of a key's parts in the order and form of snarkjs's `zkey new`: points as big-endian plain integers, each list
 * after its length as a big-endian u32. The list of H is tau^(i + n) - tau^i; above a domain of 2^14 snarkjs feeds one
 * point more than the list's length says, and where the .ptau is exactly as large as the circuit that point is made of the
 * 64 bytes behind the section, which is reproduced here because keys would not verify otherwise.
 *
 * @throws Failure INVALID when the .ptau is too short for the domain
 */
void circuit_hash(const CircuitHashParts& parts, Work& work, std::uint8_t hash[64]);

}  // namespace proofpress
