#pragma once

#include <atomic>

#include "../field/bn254.hpp"
#include "../platform/work.hpp"
#include "bytes.hpp"

namespace proofpress {

/** Whether `bytes` (u32 n8, then n8 bytes) name this field: n8 = 32 and its modulus. */
template <class Field>
bool is_modulus_of(const std::uint8_t* bytes) {
  return load_u32(bytes) == 32 && U256::load(bytes + 4) == Field::modulus();
}

/** Whether `count` elements of 32 bytes, `stride` bytes apart, are all below the modulus; on all threads. */
template <class Field>
bool are_canonical(const std::uint8_t* bytes, std::size_t count, std::size_t stride, Work& work) {
  std::atomic<bool> canonical{true};
  work.parallel(count, 1 << 16, nullptr, [&](std::size_t begin, std::size_t end, unsigned) {
    bool all = true;
    for (std::size_t i = begin; i < end; i++) all &= Field::is_canonical(bytes + i * stride);
    if (!all) canonical = false;
  });
  return canonical;
}

}  // namespace proofpress
