#pragma once

#include "field8.cuh"

// Montgomery multiplication by limbs (coarsely integrated operand scanning), in two accumulators. Limb product a[j] * b is 64
// bits wide and begins at position j: those of even j meet without overlap in `even` (positions 0 to 7), those of odd j in
// `odd` (positions 1 to 8), so that a row of four products is one carry chain of eight instructions, which the assembler
// fuses into four wide multiply-adds. After a row is reduced its lowest limb is zero; the number moves down by one limb, by
// which the two accumulators change places.
namespace proofpress::cuda {

/** accumulator += sum of a[j] * b * 2^(32 j) over j = 0, 2, 4, 6. The carry out of it is left in `carry`. */
__host__ __device__ __forceinline__ void add_row(Carry& carry, uint32_t* accumulator, const uint32_t* a, uint32_t b) {
  accumulator[0] = mad_lo_cc(carry, a[0], b, accumulator[0]);
  accumulator[1] = madc_hi_cc(carry, a[0], b, accumulator[1]);
#pragma unroll
  for (int j = 2; j < 8; j += 2) {
    accumulator[j] = madc_lo_cc(carry, a[j], b, accumulator[j]);
    accumulator[j + 1] = madc_hi_cc(carry, a[j], b, accumulator[j + 1]);
  }
}

/** Both rows of a * b into the number (even, odd), which must stay below 2^288. */
__host__ __device__ __forceinline__ void add_rows(uint32_t* even, uint32_t* odd, const uint32_t* a, uint32_t b) {
  Carry carry;
  add_row(carry, odd, a + 1, b);
  add_row(carry, even, a, b);
  odd[7] = addc(carry, odd[7], 0);
}

/** The first rows: (even, odd) becomes a * b. */
__host__ __device__ __forceinline__ void set_rows(uint32_t* even, uint32_t* odd, const uint32_t* a, uint32_t b) {
#pragma unroll
  for (int j = 0; j < 8; j += 2) {
    mul_wide(even[j], even[j + 1], a[j], b);
    mul_wide(odd[j], odd[j + 1], a[j + 1], b);
  }
}

/**
 * Moves the number down by one limb, the lowest one being zero, and adds a * b. The accumulators change places: `even` is the
 * one that held the odd positions until now, `odd` the one that held the even ones, whose limbs move by two places.
 */
__host__ __device__ __forceinline__ void shift_and_add_rows(uint32_t* even, uint32_t* odd, const uint32_t* a, uint32_t b) {
  Carry carry;
  even[0] = add_cc(carry, even[0], odd[1]);
#pragma unroll
  for (int j = 0; j < 6; j += 2) {
    odd[j] = madc_lo_cc(carry, a[j + 1], b, odd[j + 2]);
    odd[j + 1] = madc_hi_cc(carry, a[j + 1], b, odd[j + 3]);
  }
  odd[6] = madc_lo_cc(carry, a[7], b, 0);
  odd[7] = madc_hi(carry, a[7], b, 0);
  add_row(carry, even, a, b);
  odd[7] = addc(carry, odd[7], 0);
}

/** Adds the multiple of p that makes the lowest limb zero. */
template <class M>
__host__ __device__ __forceinline__ void clear_lowest_limb(uint32_t* even, uint32_t* odd) {
  const Field8<M> p = Field8<M>::modulus();
  const uint32_t factor = mul_lo(even[0], M::negative_inverse);
  add_rows(even, odd, p.limb, factor);
}

/** The number moved down by its lowest limb, which is zero. Roles have changed as in `shift_and_add_rows`. */
template <class M>
__host__ __device__ __forceinline__ Field8<M> join_rows(const uint32_t* even, const uint32_t* odd) {
  Carry carry;
  Field8<M> r;
  r.limb[0] = add_cc(carry, even[0], odd[1]);
#pragma unroll
  for (int i = 1; i < 7; i++) r.limb[i] = addc_cc(carry, even[i], odd[i + 1]);
  r.limb[7] = addc(carry, even[7], 0);
  return r;
}

/** a * b / 2^256 mod p, below 2 p, for a, b < 2 p (4 p < 2^256). */
template <class M>
__host__ __device__ __forceinline__ Field8<M> mul_lazy(Field8<M> a, Field8<M> b) {
  uint32_t even[8], odd[8];
  set_rows(even, odd, a.limb, b.limb[0]);
  clear_lowest_limb<M>(even, odd);
  shift_and_add_rows(odd, even, a.limb, b.limb[1]);
  clear_lowest_limb<M>(odd, even);
#pragma unroll
  for (int i = 2; i < 8; i += 2) {
    shift_and_add_rows(even, odd, a.limb, b.limb[i]);
    clear_lowest_limb<M>(even, odd);
    shift_and_add_rows(odd, even, a.limb, b.limb[i + 1]);
    clear_lowest_limb<M>(odd, even);
  }
  return join_rows<M>(even, odd);
}

template <class M>
__host__ __device__ __forceinline__ Field8<M> mul(Field8<M> a, Field8<M> b) {
  return reduce_once(mul_lazy(a, b));
}

template <class M>
__host__ __device__ __forceinline__ Field8<M> square(Field8<M> a) {
  return mul(a, a);
}

/** a b + c d with one reduction: the cost of a product and a half. Operands below p. */
template <class M>
__host__ __device__ __forceinline__ Field8<M> sum_of_products(Field8<M> a, Field8<M> b, Field8<M> c,
                                                              Field8<M> d) {
  uint32_t even[8], odd[8];
  set_rows(even, odd, a.limb, b.limb[0]);
  add_rows(even, odd, c.limb, d.limb[0]);
  clear_lowest_limb<M>(even, odd);
  shift_and_add_rows(odd, even, a.limb, b.limb[1]);
  add_rows(odd, even, c.limb, d.limb[1]);
  clear_lowest_limb<M>(odd, even);
#pragma unroll
  for (int i = 2; i < 8; i += 2) {
    shift_and_add_rows(even, odd, a.limb, b.limb[i]);
    add_rows(even, odd, c.limb, d.limb[i]);
    clear_lowest_limb<M>(even, odd);
    shift_and_add_rows(odd, even, a.limb, b.limb[i + 1]);
    add_rows(odd, even, c.limb, d.limb[i + 1]);
    clear_lowest_limb<M>(odd, even);
  }
  // (2 p^2 + 2^256 p) / 2^256 < 2 p.
  return reduce_once(join_rows<M>(even, odd));
}

/** a b + c d + e f + g h with one reduction. Operands below p: five rows of p are below 2^256, so the accumulators do not overflow. */
template <class M>
__host__ __device__ __forceinline__ Field8<M> sum_of_products(Field8<M> a, Field8<M> b, Field8<M> c, Field8<M> d,
                                                              Field8<M> e, Field8<M> f, Field8<M> g, Field8<M> h) {
  uint32_t even[8], odd[8];
  set_rows(even, odd, a.limb, b.limb[0]);
#pragma unroll
  for (int i = 0; i < 8; i++) {
    uint32_t* const low = i % 2 ? odd : even;
    uint32_t* const high = i % 2 ? even : odd;
    if (i > 0) shift_and_add_rows(low, high, a.limb, b.limb[i]);
    add_rows(low, high, c.limb, d.limb[i]);
    add_rows(low, high, e.limb, f.limb[i]);
    add_rows(low, high, g.limb, h.limb[i]);
    clear_lowest_limb<M>(low, high);
  }
  // (4 p^2 + 2^256 p) / 2^256 < 2 p.
  return reduce_once(join_rows<M>(even, odd));
}

/** a b - c d with one reduction. */
template <class M>
__host__ __device__ __forceinline__ Field8<M> difference_of_products(Field8<M> a, Field8<M> b, Field8<M> c, Field8<M> d) {
  return sum_of_products(a, b, neg(c), d);
}

/** Plain integer below p to Montgomery form. */
template <class M>
__host__ __device__ __forceinline__ Field8<M> to_montgomery(Field8<M> plain) {
  Field8<M> r_squared;
#pragma unroll
  for (int i = 0; i < 8; i++) r_squared.limb[i] = M::r_squared(i);
  return mul(plain, r_squared);
}

/** Montgomery form to the plain integer below p. */
template <class M>
__host__ __device__ __forceinline__ Field8<M> from_montgomery(Field8<M> a) {
  uint32_t even[8], odd[8];
#pragma unroll
  for (int i = 0; i < 8; i++) {
    even[i] = a.limb[i];
    odd[i] = 0;
  }
  // One limb at a time, as in a product by one: (a + m p) / 2^256.
#pragma unroll
  for (int i = 0; i < 8; i++) {
    clear_lowest_limb<M>(even, odd);
    Carry carry;
    uint32_t next[9];
    next[0] = add_cc(carry, even[1], odd[0]);
#pragma unroll
    for (int j = 1; j < 7; j++) next[j] = addc_cc(carry, even[j + 1], odd[j]);
    next[7] = addc(carry, odd[7], 0);
#pragma unroll
    for (int j = 0; j < 8; j++) {
      even[j] = next[j];
      odd[j] = 0;
    }
  }
  Field8<M> r;
#pragma unroll
  for (int i = 0; i < 8; i++) r.limb[i] = even[i];
  return reduce_once(r);
}

/** a^exponent for a small exponent. */
template <class M>
__host__ __device__ inline Field8<M> power(Field8<M> base, uint64_t exponent) {
  Field8<M> result = Field8<M>::one();
  for (; exponent != 0; exponent >>= 1) {
    if (exponent & 1) result = mul(result, base);
    base = square(base);
  }
  return result;
}

/** 1 / a = a^(p - 2) (Fermat); zero gives zero. About 380 products: for few elements, see batches elsewhere. */
template <class M>
__host__ __device__ inline Field8<M> inverse(Field8<M> a) {
  static_assert(M::limb(0) >= 2, "p - 2 differs from p in its lowest limb alone");
  Field8<M> result = Field8<M>::one();
#pragma unroll 1
  for (int bit = 253; bit >= 0; bit--) {
    result = square(result);
    uint32_t word = 0;
#pragma unroll
    for (int j = 0; j < 8; j++) word = bit / 32 == j ? M::limb(j) - (j == 0 ? 2 : 0) : word;
    if (word >> (bit % 32) & 1) result = mul(result, a);
  }
  return result;
}

}  // namespace proofpress::cuda
