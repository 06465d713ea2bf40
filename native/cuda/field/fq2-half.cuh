#pragma once

#include "fq2.cuh"

namespace proofpress::cuda {

/**
 * Half of an element of Fq2: of two neighbouring threads the even one holds c0 and the odd one c1. So an element takes the
 * registers of Fq in each of them, and both are busy: a product is two products and one reduction in either thread, a square one
 * product. Device code only. Every function is called by all 32 threads of the warp at once.
 */
struct alignas(16) Fq2Half {
  Fq c;

  __device__ static __forceinline__ bool is_second() { return threadIdx.x & 1; }
  __device__ static __forceinline__ Fq2Half zero() { return {Fq::zero()}; }
  __device__ static __forceinline__ Fq2Half one() { return {select(is_second(), Fq::zero(), Fq::one())}; }
};

/** What the other thread of the pair holds. */
__device__ __forceinline__ Fq other_half(Fq own) {
  Fq other;
#pragma unroll
  for (int i = 0; i < 8; i++) other.limb[i] = __shfl_xor_sync(~0u, own.limb[i], 1);
  return other;
}
/** Whether it holds in both threads of the pair. */
__device__ __forceinline__ bool both_halves(bool own) { return __shfl_xor_sync(~0u, (unsigned)own, 1) != 0 && own; }

__device__ __forceinline__ Fq2Half add(Fq2Half a, Fq2Half b) { return {add(a.c, b.c)}; }
__device__ __forceinline__ Fq2Half sub(Fq2Half a, Fq2Half b) { return {sub(a.c, b.c)}; }
__device__ __forceinline__ Fq2Half dbl(Fq2Half a) { return {dbl(a.c)}; }
__device__ __forceinline__ Fq2Half neg(Fq2Half a) { return {neg(a.c)}; }
__device__ __forceinline__ Fq2Half neg_if(bool condition, Fq2Half a) { return {neg_if(condition, a.c)}; }
__device__ __forceinline__ Fq2Half select(bool condition, Fq2Half a, Fq2Half b) { return {select(condition, a.c, b.c)}; }
__device__ __forceinline__ bool is_zero(Fq2Half a) { return both_halves(is_zero(a.c)); }

/** c0 = a0 b0 - a1 b1 in the even thread, c1 = a1 b0 + a0 b1 in the odd one. */
__device__ __forceinline__ Fq2Half mul(Fq2Half a, Fq2Half b) {
  const bool second = Fq2Half::is_second();
  const Fq other_a = other_half(a.c), other_b = other_half(b.c);
  return {sum_of_products(a.c, select(second, other_b, b.c), other_a, select(second, b.c, neg(other_b)))};
}

/** a b - c d. With one reduction for both products it would need eight elements at once, which is too many registers. */
__device__ __forceinline__ Fq2Half difference_of_products(Fq2Half a, Fq2Half b, Fq2Half c, Fq2Half d) {
  return sub(mul(a, b), mul(c, d));
}

/** c0 = (a0 + a1)(a0 - a1) in the even thread, c1 = (a0 + a0) a1 in the odd one. */
__device__ __forceinline__ Fq2Half square(Fq2Half a) {
  const bool second = Fq2Half::is_second();
  const Fq other = other_half(a.c);
  return {mul(add(other, select(second, other, a.c)), select(second, a.c, sub(a.c, other)))};
}

}  // namespace proofpress::cuda
