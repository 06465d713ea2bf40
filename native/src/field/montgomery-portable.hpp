#pragma once

#include "limbs.hpp"

namespace proofpress {

/**
 * Montgomery product a b 2^-256 mod p for p < 2^254, any a, b < p; the result is below p.
 * Coarsely integrated operand scanning (Koc, Acar, Kaliski 1996) without the fifth limb, which the two free bits of p allow.
 */
template <class Parameters>
inline void multiply_portable(u64* out, const u64* a, const u64* b) {
  u64 t0 = 0, t1 = 0, t2 = 0, t3 = 0;
  for (int i = 0; i < 4; i++) {
    u128 product = (u128)a[i] * b[0] + t0;
    u64 low = (u64)product;
    u64 carry_product = (u64)(product >> 64);
    u64 m = low * Parameters::negative_inverse;
    u128 reduction = (u128)m * Parameters::modulus[0] + low;
    u64 carry_reduction = (u64)(reduction >> 64);

    product = (u128)a[i] * b[1] + t1 + carry_product;
    carry_product = (u64)(product >> 64);
    reduction = (u128)m * Parameters::modulus[1] + (u64)product + carry_reduction;
    carry_reduction = (u64)(reduction >> 64);
    t0 = (u64)reduction;

    product = (u128)a[i] * b[2] + t2 + carry_product;
    carry_product = (u64)(product >> 64);
    reduction = (u128)m * Parameters::modulus[2] + (u64)product + carry_reduction;
    carry_reduction = (u64)(reduction >> 64);
    t1 = (u64)reduction;

    product = (u128)a[i] * b[3] + t3 + carry_product;
    carry_product = (u64)(product >> 64);
    reduction = (u128)m * Parameters::modulus[3] + (u64)product + carry_reduction;
    carry_reduction = (u64)(reduction >> 64);
    t2 = (u64)reduction;
    t3 = carry_product + carry_reduction;
  }
  out[0] = t0;
  out[1] = t1;
  out[2] = t2;
  out[3] = t3;
}

}  // namespace proofpress
