#pragma once

#include "../limbs.hpp"

// The operations of vector8-avx512.hpp in plain C++, lane by lane; see there for what each is for.
namespace proofpress {

struct Vector8 {
  u64 lane[8];
};
/** Bit k stands for lane k. */
using Mask8 = std::uint8_t;

template <class Operation>
inline Vector8 each_lane(Operation&& operation) {
  Vector8 result;
  for (int k = 0; k < 8; k++) result.lane[k] = operation(k);
  return result;
}

inline Vector8 broadcast(u64 value) {
  return each_lane([&](int) { return value; });
}
inline Vector8 add(const Vector8& a, const Vector8& b) {
  return each_lane([&](int k) { return a.lane[k] + b.lane[k]; });
}
inline Vector8 subtract(const Vector8& a, const Vector8& b) {
  return each_lane([&](int k) { return a.lane[k] - b.lane[k]; });
}
inline Vector8 bit_and(const Vector8& a, const Vector8& b) {
  return each_lane([&](int k) { return a.lane[k] & b.lane[k]; });
}
inline Vector8 bit_or(const Vector8& a, const Vector8& b) {
  return each_lane([&](int k) { return a.lane[k] | b.lane[k]; });
}
inline Vector8 or_and(const Vector8& a, const Vector8& b, const Vector8& c) {
  return each_lane([&](int k) { return (a.lane[k] | b.lane[k]) & c.lane[k]; });
}
template <unsigned bits>
inline Vector8 shift_left(const Vector8& a) {
  return each_lane([&](int k) { return a.lane[k] << bits; });
}
template <unsigned bits>
inline Vector8 shift_right(const Vector8& a) {
  return each_lane([&](int k) { return a.lane[k] >> bits; });
}
template <unsigned bits>
inline Vector8 shift_right_signed(const Vector8& a) {
  static_assert(bits > 0);
  return each_lane([&](int k) { return (a.lane[k] >> bits) | ((0 - (a.lane[k] >> 63)) << (64 - bits)); });
}

inline u128 product_of_52_bits(u64 a, u64 b) {
  constexpr u64 mask = ((u64)1 << 52) - 1;
  return (u128)(a & mask) * (b & mask);
}
inline Vector8 multiply_add_low(const Vector8& sum, const Vector8& a, const Vector8& b) {
  constexpr u64 mask = ((u64)1 << 52) - 1;
  return each_lane([&](int k) { return sum.lane[k] + ((u64)product_of_52_bits(a.lane[k], b.lane[k]) & mask); });
}
inline Vector8 multiply_add_high(const Vector8& sum, const Vector8& a, const Vector8& b) {
  return each_lane([&](int k) { return sum.lane[k] + (u64)(product_of_52_bits(a.lane[k], b.lane[k]) >> 52); });
}

inline Mask8 mask_equal(const Vector8& a, const Vector8& b) {
  unsigned mask = 0;
  for (int k = 0; k < 8; k++) mask |= (unsigned)(a.lane[k] == b.lane[k]) << k;
  return (Mask8)mask;
}
inline Mask8 mask_negative(const Vector8& a) {
  unsigned mask = 0;
  for (int k = 0; k < 8; k++) mask |= (unsigned)(a.lane[k] >> 63) << k;
  return (Mask8)mask;
}
inline Vector8 select(Mask8 mask, const Vector8& if_set, const Vector8& if_clear) {
  return each_lane([&](int k) { return mask >> k & 1 ? if_set.lane[k] : if_clear.lane[k]; });
}
inline Vector8 subtract_where(Mask8 mask, const Vector8& otherwise, const Vector8& a, const Vector8& b) {
  return select(mask, subtract(a, b), otherwise);
}
inline Vector8 and_where(Mask8 mask, const Vector8& otherwise, const Vector8& a, const Vector8& b) {
  return select(mask, bit_and(a, b), otherwise);
}

inline Vector8 load_vector(const u64* source) {
  return each_lane([&](int k) { return source[k]; });
}
inline void store_vector(u64* target, const Vector8& a) {
  for (int k = 0; k < 8; k++) target[k] = a.lane[k];
}

inline void load_rows(Vector8 (&words)[4], const std::uint8_t* const* rows) {
  for (int k = 0; k < 8; k++) {
    U256 row = U256::load(rows[k]);
    for (int i = 0; i < 4; i++) words[i].lane[k] = row.limb[i];
  }
}
inline void store_rows(const Vector8 (&words)[4], std::uint8_t* const* rows) {
  for (int k = 0; k < 8; k++)
    U256{{words[0].lane[k], words[1].lane[k], words[2].lane[k], words[3].lane[k]}}.store(rows[k]);
}

/** The row of a block that lane k holds. */
constexpr int block_order[8] = {0, 2, 1, 3, 4, 6, 5, 7};

inline void load_block(Vector8 (&words)[4], const void* block) {
  const std::uint8_t* rows[8];
  for (int k = 0; k < 8; k++) rows[k] = (const std::uint8_t*)block + 32 * block_order[k];
  load_rows(words, rows);
}
inline void store_block(const Vector8 (&words)[4], void* block) {
  std::uint8_t* rows[8];
  for (int k = 0; k < 8; k++) rows[k] = (std::uint8_t*)block + 32 * block_order[k];
  store_rows(words, rows);
}

}  // namespace proofpress
