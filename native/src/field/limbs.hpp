#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace proofpress {

using u32 = std::uint32_t;
using u64 = std::uint64_t;
__extension__ typedef unsigned __int128 u128;

/** 256-bit integer, limbs from low to high; as bytes it is little-endian on every platform that is supported. */
struct U256 {
  u64 limb[4];

  bool operator==(const U256& other) const {
    return ((limb[0] ^ other.limb[0]) | (limb[1] ^ other.limb[1]) | (limb[2] ^ other.limb[2]) | (limb[3] ^ other.limb[3])) == 0;
  }
  bool operator!=(const U256& other) const { return !(*this == other); }
  bool is_zero() const { return (limb[0] | limb[1] | limb[2] | limb[3]) == 0; }
  bool bit(unsigned index) const { return (limb[index / 64] >> (index % 64)) & 1; }

  /** Reads 32 little-endian bytes at any address. */
  static U256 load(const void* bytes) {
    U256 value;
    std::memcpy(value.limb, bytes, 32);
    return value;
  }
  void store(void* bytes) const { std::memcpy(bytes, limb, 32); }
};

/** a + b, with the carry out of 256 bits. */
inline u64 add_carry(U256& out, const U256& a, const U256& b) {
  u128 sum = 0;
  for (int i = 0; i < 4; i++) {
    sum += (u128)a.limb[i] + b.limb[i];
    out.limb[i] = (u64)sum;
    sum >>= 64;
  }
  return (u64)sum;
}

/** a - b, with the borrow (0 or 1). */
inline u64 subtract_borrow(U256& out, const U256& a, const U256& b) {
  u64 borrow = 0;
  for (int i = 0; i < 4; i++) {
    u128 difference = (u128)a.limb[i] - b.limb[i] - borrow;
    out.limb[i] = (u64)difference;
    borrow = (u64)(difference >> 64) & 1;
  }
  return borrow;
}

/** a < b as integers. */
inline bool less_than(const U256& a, const U256& b) {
  U256 unused;
  return subtract_borrow(unused, a, b) != 0;
}

/** Position of the highest set bit plus one; 0 for zero. */
inline unsigned bit_length(const U256& a) {
  for (int i = 3; i >= 0; i--)
    if (a.limb[i]) return (unsigned)(64 * i + 64 - __builtin_clzll(a.limb[i]));
  return 0;
}

}  // namespace proofpress
