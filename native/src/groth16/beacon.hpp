#pragma once

#include <string>

#include "transcript.hpp"

namespace proofpress {

/**
 * Adds the contribution of a public beacon, which everybody can compute again. Byte for byte the file of `snarkjs zkey beacon`.
 *
 * @param hash receives the contribution hash
 * @throws Failure INVALID for a beacon of no or more than 255 bytes, an exponent outside 10 to 63, a damaged key
 */
void apply_beacon(const std::string& zkey_path, const std::string& new_zkey_path, const std::string& name, const Beacon& beacon,
                  std::uint8_t hash[64], Work& work);

}  // namespace proofpress
