#include "endomorphism.hpp"

namespace proofpress {
namespace {

// With u the parameter of the curve, lambda = 36 u^3 + 18 u^2 + 6 u + 1 satisfies lambda^2 + lambda + 1 = 0 mod r, and the short
// vectors v1 = (2 u + 1, -(6 u^2 + 2 u)) and v2 = (6 u^2 + 4 u + 1, 2 u + 1) have a + b lambda = 0 mod r and determinant r.
constexpr u128 u = 4965661367192848881ull;
constexpr u128 v1_a = 2 * u + 1;
constexpr u128 v1_minus_b = 6 * u * u + 2 * u;
constexpr u128 v2_a = 6 * u * u + 4 * u + 1;
constexpr u128 v2_b = 2 * u + 1;

// floor(2^256 v2_b / r) and floor(2^256 v1_minus_b / r).
constexpr u64 v2_b_over_r[3] = {0xd91d232ec7e0b3d7ull, 0x2ull, 0};
constexpr u64 v1_minus_b_over_r[3] = {0x7a7bd9d4391eb18dull, 0x4ccef014a773d2cfull, 0x2ull};

/** round(scalar * quotient / 2^256), which fits 128 bits. */
u128 rounded_product(const U256& scalar, const u64 (&quotient)[3]) {
  u64 product[7] = {};
  for (int i = 0; i < 4; i++) {
    u64 carry = 0;
    for (int j = 0; j < 3; j++) {
      u128 sum = (u128)scalar.limb[i] * quotient[j] + product[i + j] + carry;
      product[i + j] = (u64)sum;
      carry = (u64)(sum >> 64);
    }
    product[i + 3] = carry;
  }
  return ((u128)product[5] << 64 | product[4]) + (product[3] >> 63);
}

}  // namespace

Fq endomorphism_beta() {
  // 2203960485148121921418603742825762020974279258880205651966, the root that belongs to lambda: (beta, 2) = lambda (1, 2).
  return Fq{{{0x71930c11d782e155ull, 0xa6bb947cffbe3323ull, 0xaa303344d4741444ull, 0x2c3b3f0d26594943ull}}};
}

Fq endomorphism_beta_squared() { return -(Fq::one() + endomorphism_beta()); }

Fr endomorphism_lambda() {
  return Fr::from_plain(U256{{0x8b17ea66b99c90ddull, 0x5bfc41088d8daaa7ull, 0xb3c4d79d41a91758ull, 0}});
}

EisensteinInteger decompose_scalar(const U256& scalar) {
  // (scalar, 0) = t1 v1 + t2 v2 over the rationals with t1 = scalar v2_b / r and t2 = scalar v1_minus_b / r. What is left after
  // taking the nearest integers is at most half of |v1| + |v2|, so it is right modulo 2^128.
  u128 t1 = rounded_product(scalar, v2_b_over_r);
  u128 t2 = rounded_product(scalar, v1_minus_b_over_r);
  u128 low = (u128)scalar.limb[1] << 64 | scalar.limb[0];
  return {(i128)(low - t1 * v1_a - t2 * v2_a), (i128)(t1 * v1_minus_b - t2 * v2_b)};
}

}  // namespace proofpress
