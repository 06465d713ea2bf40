#pragma once

#include "limbs.hpp"

// Compilers make poor carry chains of 128-bit C; on x86-64 these few operations are written out.
namespace proofpress {

/** value - p if value >= p, else value, without a branch; value < 2p. */
template <class Parameters>
inline __attribute__((always_inline)) void reduce_once(u64* value) {
#if defined(__x86_64__)
  u64 r0 = value[0], r1 = value[1], r2 = value[2], r3 = value[3];
  __asm__(
      "subq %[p0], %[r0]\n\t"
      "sbbq %[p1], %[r1]\n\t"
      "sbbq %[p2], %[r2]\n\t"
      "sbbq %[p3], %[r3]\n\t"
      "cmovcq %[v0], %[r0]\n\t"
      "cmovcq %[v1], %[r1]\n\t"
      "cmovcq %[v2], %[r2]\n\t"
      "cmovcq %[v3], %[r3]\n\t"
      : [r0] "+&r"(r0), [r1] "+&r"(r1), [r2] "+&r"(r2), [r3] "+&r"(r3)
      : [v0] "rm"(value[0]), [v1] "rm"(value[1]), [v2] "rm"(value[2]), [v3] "rm"(value[3]), [p0] "m"(Parameters::modulus[0]),
        [p1] "m"(Parameters::modulus[1]), [p2] "m"(Parameters::modulus[2]), [p3] "m"(Parameters::modulus[3])
      : "cc");
  value[0] = r0;
  value[1] = r1;
  value[2] = r2;
  value[3] = r3;
#else
  U256 whole{{value[0], value[1], value[2], value[3]}};
  U256 modulus{{Parameters::modulus[0], Parameters::modulus[1], Parameters::modulus[2], Parameters::modulus[3]}};
  U256 reduced;
  u64 keep = 0 - subtract_borrow(reduced, whole, modulus);
  for (int i = 0; i < 4; i++) value[i] = (whole.limb[i] & keep) | (reduced.limb[i] & ~keep);
#endif
}

/** a + b mod p for a, b < p < 2^255. */
template <class Parameters>
inline __attribute__((always_inline)) void add_modular(u64* out, const u64* a, const u64* b) {
#if defined(__x86_64__)
  u64 r0 = a[0], r1 = a[1], r2 = a[2], r3 = a[3];
  __asm__(
      "addq %[b0], %[r0]\n\t"
      "adcq %[b1], %[r1]\n\t"
      "adcq %[b2], %[r2]\n\t"
      "adcq %[b3], %[r3]\n\t"
      : [r0] "+&r"(r0), [r1] "+&r"(r1), [r2] "+&r"(r2), [r3] "+&r"(r3)
      : [b0] "rm"(b[0]), [b1] "rm"(b[1]), [b2] "rm"(b[2]), [b3] "rm"(b[3])
      : "cc");
  u64 sum[4] = {r0, r1, r2, r3};
#else
  U256 whole;
  add_carry(whole, U256{{a[0], a[1], a[2], a[3]}}, U256{{b[0], b[1], b[2], b[3]}});
  u64 sum[4] = {whole.limb[0], whole.limb[1], whole.limb[2], whole.limb[3]};
#endif
  reduce_once<Parameters>(sum);
  for (int i = 0; i < 4; i++) out[i] = sum[i];
}

/** a - b mod p for a, b < p. */
template <class Parameters>
inline __attribute__((always_inline)) void subtract_modular(u64* out, const u64* a, const u64* b) {
#if defined(__x86_64__)
  u64 r0 = a[0], r1 = a[1], r2 = a[2], r3 = a[3];
  u64 mask;
  __asm__(
      "subq %[b0], %[r0]\n\t"
      "sbbq %[b1], %[r1]\n\t"
      "sbbq %[b2], %[r2]\n\t"
      "sbbq %[b3], %[r3]\n\t"
      "sbbq %[mask], %[mask]\n\t"
      : [r0] "+&r"(r0), [r1] "+&r"(r1), [r2] "+&r"(r2), [r3] "+&r"(r3), [mask] "=&r"(mask)
      : [b0] "rm"(b[0]), [b1] "rm"(b[1]), [b2] "rm"(b[2]), [b3] "rm"(b[3])
      : "cc");
  u64 p0 = Parameters::modulus[0] & mask, p1 = Parameters::modulus[1] & mask, p2 = Parameters::modulus[2] & mask,
      p3 = Parameters::modulus[3] & mask;
  __asm__(
      "addq %[p0], %[r0]\n\t"
      "adcq %[p1], %[r1]\n\t"
      "adcq %[p2], %[r2]\n\t"
      "adcq %[p3], %[r3]\n\t"
      : [r0] "+&r"(r0), [r1] "+&r"(r1), [r2] "+&r"(r2), [r3] "+&r"(r3)
      : [p0] "r"(p0), [p1] "r"(p1), [p2] "r"(p2), [p3] "r"(p3)
      : "cc");
  out[0] = r0;
  out[1] = r1;
  out[2] = r2;
  out[3] = r3;
#else
  U256 difference;
  u64 mask = 0 - subtract_borrow(difference, U256{{a[0], a[1], a[2], a[3]}}, U256{{b[0], b[1], b[2], b[3]}});
  U256 correction;
  for (int i = 0; i < 4; i++) correction.limb[i] = Parameters::modulus[i] & mask;
  add_carry(difference, difference, correction);
  for (int i = 0; i < 4; i++) out[i] = difference.limb[i];
#endif
}

/** -a mod p if `negative`, else a, without a branch; a < p. */
template <class Parameters>
inline __attribute__((always_inline)) void negate_modular_if(u64* out, const u64* a, bool negative) {
  // With all bits of the mask set, ~a + (p + 1) = p - a; p is odd.
  u64 mask = 0 - ((u64)negative & (u64)((a[0] | a[1] | a[2] | a[3]) != 0));
  u64 addend[4] = {(Parameters::modulus[0] + 1) & mask, Parameters::modulus[1] & mask, Parameters::modulus[2] & mask,
                   Parameters::modulus[3] & mask};
  u64 flipped[4] = {a[0] ^ mask, a[1] ^ mask, a[2] ^ mask, a[3] ^ mask};
#if defined(__x86_64__)
  __asm__(
      "addq %[b0], %[r0]\n\t"
      "adcq %[b1], %[r1]\n\t"
      "adcq %[b2], %[r2]\n\t"
      "adcq %[b3], %[r3]\n\t"
      : [r0] "+&r"(flipped[0]), [r1] "+&r"(flipped[1]), [r2] "+&r"(flipped[2]), [r3] "+&r"(flipped[3])
      : [b0] "r"(addend[0]), [b1] "r"(addend[1]), [b2] "r"(addend[2]), [b3] "r"(addend[3])
      : "cc");
  for (int i = 0; i < 4; i++) out[i] = flipped[i];
#else
  U256 sum;
  add_carry(sum, U256{{flipped[0], flipped[1], flipped[2], flipped[3]}}, U256{{addend[0], addend[1], addend[2], addend[3]}});
  for (int i = 0; i < 4; i++) out[i] = sum.limb[i];
#endif
}

}  // namespace proofpress
