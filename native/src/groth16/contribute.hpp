#pragma once

#include <string>

#include "../platform/work.hpp"

namespace proofpress {

/**
 * Adds a contribution with fresh randomness of the operating system, which is destroyed afterwards. Like `snarkjs zkey contribute`.
 *
 * @param entropy hashed together with 64 random bytes; may be empty
 * @param hash receives the contribution hash
 * @throws Failure INVALID for a damaged key or a name that is not UTF-8
 */
void contribute(const std::string& zkey_path, const std::string& new_zkey_path, const std::string& name, const std::uint8_t* entropy,
                std::size_t entropy_bytes, std::uint8_t hash[64], Work& work);

}  // namespace proofpress
