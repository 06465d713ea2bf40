#pragma once

#include "carry.cuh"
#include "moduli.cuh"

namespace proofpress::cuda {

/**
 * Element of a prime field of BN254: eight limbs of 32 bits, low limb first, in Montgomery form (value * 2^256 mod p) and below
 * p; the same 32 bytes as in .zkey files and in the CPU code. Both primes are below 2^254, so sums of two elements fit.
 *
 * Functions take elements by value: of one in memory the compiler would otherwise read each limb again between the instructions
 * of a carry chain, which then cannot be fused (a product takes 384 instructions instead of 208).
 */
template <class Modulus>
struct alignas(16) Field8 {
  uint32_t limb[8];

  static constexpr int extension_degree = 1;

  __host__ __device__ static __forceinline__ Field8 zero() {
    Field8 r;
#pragma unroll
    for (int i = 0; i < 8; i++) r.limb[i] = 0;
    return r;
  }
  __host__ __device__ static __forceinline__ Field8 one() {
    Field8 r;
#pragma unroll
    for (int i = 0; i < 8; i++) r.limb[i] = Modulus::one(i);
    return r;
  }
  /** p itself, which is no element. */
  __host__ __device__ static __forceinline__ Field8 modulus() {
    Field8 r;
#pragma unroll
    for (int i = 0; i < 8; i++) r.limb[i] = Modulus::limb(i);
    return r;
  }
};

/** a where `condition` holds, else b; without a branch. */
template <class M>
__host__ __device__ __forceinline__ Field8<M> select(bool condition, Field8<M> a, Field8<M> b) {
  Field8<M> r;
#pragma unroll
  for (int i = 0; i < 8; i++) r.limb[i] = condition ? a.limb[i] : b.limb[i];
  return r;
}

/** a - p where a >= p, for a < 2 p. */
template <class M>
__host__ __device__ __forceinline__ Field8<M> reduce_once(Field8<M> a) {
  Carry carry;
  Field8<M> r;
  r.limb[0] = sub_cc(carry, a.limb[0], M::limb(0));
#pragma unroll
  for (int i = 1; i < 8; i++) r.limb[i] = subc_cc(carry, a.limb[i], M::limb(i));
  const uint32_t borrow = subc(carry, 0, 0);
  return select(borrow != 0, a, r);
}

template <class M>
__host__ __device__ __forceinline__ Field8<M> add(Field8<M> a, Field8<M> b) {
  Carry carry;
  Field8<M> r;
  r.limb[0] = add_cc(carry, a.limb[0], b.limb[0]);
#pragma unroll
  for (int i = 1; i < 7; i++) r.limb[i] = addc_cc(carry, a.limb[i], b.limb[i]);
  r.limb[7] = addc(carry, a.limb[7], b.limb[7]);
  return reduce_once(r);
}

template <class M>
__host__ __device__ __forceinline__ Field8<M> dbl(Field8<M> a) {
  return add(a, a);
}

template <class M>
__host__ __device__ __forceinline__ Field8<M> sub(Field8<M> a, Field8<M> b) {
  Carry carry;
  Field8<M> r;
  r.limb[0] = sub_cc(carry, a.limb[0], b.limb[0]);
#pragma unroll
  for (int i = 1; i < 8; i++) r.limb[i] = subc_cc(carry, a.limb[i], b.limb[i]);
  const uint32_t borrow = subc(carry, 0, 0);
  r.limb[0] = add_cc(carry, r.limb[0], M::limb(0) & borrow);
#pragma unroll
  for (int i = 1; i < 7; i++) r.limb[i] = addc_cc(carry, r.limb[i], M::limb(i) & borrow);
  r.limb[7] = addc(carry, r.limb[7], M::limb(7) & borrow);
  return r;
}

template <class M>
__host__ __device__ __forceinline__ bool is_zero(Field8<M> a) {
  uint32_t any = 0;
#pragma unroll
  for (int i = 0; i < 8; i++) any |= a.limb[i];
  return any == 0;
}

template <class M>
__host__ __device__ __forceinline__ bool equal(Field8<M> a, Field8<M> b) {
  uint32_t any = 0;
#pragma unroll
  for (int i = 0; i < 8; i++) any |= a.limb[i] ^ b.limb[i];
  return any == 0;
}

template <class M>
__host__ __device__ __forceinline__ Field8<M> neg(Field8<M> a) {
  return sub(Field8<M>::zero(), a);
}

/** -a where `condition` holds, else a. */
template <class M>
__host__ __device__ __forceinline__ Field8<M> neg_if(bool condition, Field8<M> a) {
  return select(condition, neg(a), a);
}

}  // namespace proofpress::cuda

#include "montgomery.cuh"

namespace proofpress::cuda {

using Fq = Field8<FqModulus>;
using Fr = Field8<FrModulus>;

}  // namespace proofpress::cuda
