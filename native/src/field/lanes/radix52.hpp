#pragma once

#include "../limbs.hpp"

namespace proofpress {

constexpr u64 mask_52 = ((u64)1 << 52) - 1;

/** Five limbs of 52 bits, low to high. */
struct Limbs52 {
  u64 limb[5];
};

/** times * modulus, which must be below 2^260. */
constexpr Limbs52 multiple_in_radix_52(const u64 (&modulus)[4], u64 times) {
  const u64 limbs[5] = {modulus[0] & mask_52, ((modulus[0] >> 52) | (modulus[1] << 12)) & mask_52,
                        ((modulus[1] >> 40) | (modulus[2] << 24)) & mask_52, ((modulus[2] >> 28) | (modulus[3] << 36)) & mask_52,
                        modulus[3] >> 16};
  Limbs52 multiple{};
  u128 carry = 0;
  for (int i = 0; i < 5; i++) {
    carry += (u128)limbs[i] * times;
    multiple.limb[i] = (u64)carry & mask_52;
    carry >>= 52;
  }
  return multiple;
}

/**
 * (1 + t p) / 2^52 with t = -1 / p mod 2^52, an integer below p. Adding m of it one limb higher up is what a round of
 * Montgomery's reduction comes to when p is replaced by its multiple t p, which is -1 mod 2^52: then m is the low limb itself.
 */
constexpr Limbs52 friendly_multiple_in_radix_52(const u64 (&modulus)[4], u64 negative_inverse) {
  const Limbs52 p = multiple_in_radix_52(modulus, 1);
  const u64 t = negative_inverse & mask_52;
  Limbs52 result{};
  u128 carry = ((u128)p.limb[0] * t + 1) >> 52;
  for (int i = 1; i < 5; i++) {
    carry += (u128)p.limb[i] * t;
    result.limb[i - 1] = (u64)carry & mask_52;
    carry >>= 52;
  }
  result.limb[4] = (u64)carry;
  return result;
}

}  // namespace proofpress
