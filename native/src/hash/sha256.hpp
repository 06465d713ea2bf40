#pragma once

#include <cstddef>
#include <cstdint>

namespace proofpress {

/** SHA-256 (FIPS 180-4) of one message. */
void sha256(const void* data, std::size_t size, std::uint8_t digest[32]);

}  // namespace proofpress
