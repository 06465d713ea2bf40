#pragma once

#include "../runtime/platform.cuh"

// The two prime fields of BN254 as limbs of 32 bits, low limb first. Functions and not arrays: device code cannot take the
// address of a host's constant, and with a known index each call is an immediate operand.
namespace proofpress::cuda {

/** Limb i of a number that is written as four limbs of 64 bits, low limb first. */
__host__ __device__ constexpr uint32_t limb_of(uint64_t w0, uint64_t w1, uint64_t w2, uint64_t w3, int i) {
  const uint64_t word = i < 2 ? w0 : i < 4 ? w1 : i < 6 ? w2 : w3;
  return (uint32_t)(i % 2 ? word >> 32 : word);
}

/** Base field, q. */
struct FqModulus {
  __host__ __device__ static constexpr uint32_t limb(int i) {
    return limb_of(0x3c208c16d87cfd47, 0x97816a916871ca8d, 0xb85045b68181585d, 0x30644e72e131a029, i);
  }
  /** 2^256 mod q: one in Montgomery form. */
  __host__ __device__ static constexpr uint32_t one(int i) {
    return limb_of(0xd35d438dc58f0d9d, 0x0a78eb28f5c70b3d, 0x666ea36f7879462c, 0x0e0a77c19a07df2f, i);
  }
  /** 2^512 mod q. */
  __host__ __device__ static constexpr uint32_t r_squared(int i) {
    return limb_of(0xf32cfc5b538afa89, 0xb5e71911d44501fb, 0x47ab1eff0a417ff6, 0x06d89f71cab8351f, i);
  }
  /** -1 / q mod 2^32. */
  static constexpr uint32_t negative_inverse = 0xe4866389;
};

/** Scalar field, r: the order of the groups. */
struct FrModulus {
  __host__ __device__ static constexpr uint32_t limb(int i) {
    return limb_of(0x43e1f593f0000001, 0x2833e84879b97091, 0xb85045b68181585d, 0x30644e72e131a029, i);
  }
  /** 2^256 mod r: one in Montgomery form. */
  __host__ __device__ static constexpr uint32_t one(int i) {
    return limb_of(0xac96341c4ffffffb, 0x36fc76959f60cd29, 0x666ea36f7879462e, 0x0e0a77c19a07df2f, i);
  }
  /** 2^512 mod r. */
  __host__ __device__ static constexpr uint32_t r_squared(int i) {
    return limb_of(0x1bb8e645ae216da7, 0x53fe3ab1e35c59e3, 0x8c49833d53bb8085, 0x0216d0b17f4e44a5, i);
  }
  /** -1 / r mod 2^32. */
  static constexpr uint32_t negative_inverse = 0xefffffff;
};

}  // namespace proofpress::cuda
