#pragma once

#include "montgomery-field.hpp"

namespace proofpress {

/** Base field of BN254, q = 36 u^4 + 36 u^3 + 24 u^2 + 6 u + 1 with u = 4965661367192848881. */
struct FqParameters {
  static constexpr u64 modulus[4] = {0x3c208c16d87cfd47ull, 0x97816a916871ca8dull, 0xb85045b68181585dull, 0x30644e72e131a029ull};
  /** 2^256 mod p: one in Montgomery form. */
  static constexpr u64 one[4] = {0xd35d438dc58f0d9dull, 0x0a78eb28f5c70b3dull, 0x666ea36f7879462cull, 0x0e0a77c19a07df2full};
  /** 2^512 mod p. */
  static constexpr u64 r_squared[4] = {0xf32cfc5b538afa89ull, 0xb5e71911d44501fbull, 0x47ab1eff0a417ff6ull, 0x06d89f71cab8351full};
  /** -1 / p mod 2^64. */
  static constexpr u64 negative_inverse = 0x87d20782e4866389ull;
};

/** Scalar field of BN254, the order of its groups. */
struct FrParameters {
  static constexpr u64 modulus[4] = {0x43e1f593f0000001ull, 0x2833e84879b97091ull, 0xb85045b68181585dull, 0x30644e72e131a029ull};
  /** 2^256 mod p: one in Montgomery form. */
  static constexpr u64 one[4] = {0xac96341c4ffffffbull, 0x36fc76959f60cd29ull, 0x666ea36f7879462eull, 0x0e0a77c19a07df2full};
  /** 2^512 mod p. */
  static constexpr u64 r_squared[4] = {0x1bb8e645ae216da7ull, 0x53fe3ab1e35c59e3ull, 0x8c49833d53bb8085ull, 0x0216d0b17f4e44a5ull};
  /** -1 / p mod 2^64. */
  static constexpr u64 negative_inverse = 0xc2e1f593efffffffull;
};

using Fq = MontgomeryField<FqParameters>;
using Fr = MontgomeryField<FrParameters>;

/** The scalar field has roots of unity of order 2^28 and no higher power of two. */
constexpr unsigned fr_two_adicity = 28;

/**
 * Primitive root of unity of order 2^power, power <= 28: 5^((r-1) / 2^power), the roots that snarkjs uses
 * (5 is the least quadratic non-residue).
 */
inline Fr fr_root_of_unity(unsigned power) {
  Fr root = Fr::from_plain(U256{{0x9bd61b6e725b19f0ull, 0x402d111e41112ed4ull, 0x00e0a7eb8ef62abcull, 0x2a3c09f0a58a7e85ull}});
  for (unsigned i = power; i < fr_two_adicity; i++) root = root.squared();
  return root;
}

}  // namespace proofpress
