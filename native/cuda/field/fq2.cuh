#pragma once

#include "field8.cuh"

namespace proofpress::cuda {

/** Element c0 + c1 i of Fq2 = Fq[i] / (i^2 + 1); 64 bytes as in .zkey files. */
struct alignas(16) Fq2 {
  Fq c0, c1;

  static constexpr int extension_degree = 2;

  __host__ __device__ static __forceinline__ Fq2 zero() { return {Fq::zero(), Fq::zero()}; }
  __host__ __device__ static __forceinline__ Fq2 one() { return {Fq::one(), Fq::zero()}; }
};

__host__ __device__ __forceinline__ Fq2 add(Fq2 a, Fq2 b) { return {add(a.c0, b.c0), add(a.c1, b.c1)}; }
__host__ __device__ __forceinline__ Fq2 sub(Fq2 a, Fq2 b) { return {sub(a.c0, b.c0), sub(a.c1, b.c1)}; }
__host__ __device__ __forceinline__ Fq2 dbl(Fq2 a) { return {dbl(a.c0), dbl(a.c1)}; }
__host__ __device__ __forceinline__ Fq2 neg(Fq2 a) { return {neg(a.c0), neg(a.c1)}; }
__host__ __device__ __forceinline__ bool is_zero(Fq2 a) { return is_zero(a.c0) && is_zero(a.c1); }
__host__ __device__ __forceinline__ bool equal(Fq2 a, Fq2 b) { return equal(a.c0, b.c0) && equal(a.c1, b.c1); }
__host__ __device__ __forceinline__ Fq2 select(bool condition, Fq2 a, Fq2 b) {
  return {select(condition, a.c0, b.c0), select(condition, a.c1, b.c1)};
}
__host__ __device__ __forceinline__ Fq2 neg_if(bool condition, Fq2 a) { return select(condition, neg(a), a); }

/** Four products with two reductions: as much work as Karatsuba's three, without its sums. */
__host__ __device__ __forceinline__ Fq2 mul(Fq2 a, Fq2 b) {
  return {sum_of_products(a.c0, b.c0, a.c1, neg(b.c1)), sum_of_products(a.c0, b.c1, a.c1, b.c0)};
}

/** a b - c d: eight products with two reductions. */
__host__ __device__ __forceinline__ Fq2 difference_of_products(Fq2 a, Fq2 b, Fq2 c, Fq2 d) {
  const Fq2 minus_c = neg(c);
  return {sum_of_products(a.c0, b.c0, a.c1, neg(b.c1), minus_c.c0, d.c0, c.c1, d.c1),
          sum_of_products(a.c0, b.c1, a.c1, b.c0, minus_c.c0, d.c1, minus_c.c1, d.c0)};
}

/** (c0 + c1)(c0 - c1) + 2 c0 c1 i: two products. */
__host__ __device__ __forceinline__ Fq2 square(Fq2 a) {
  return {mul(add(a.c0, a.c1), sub(a.c0, a.c1)), mul(dbl(a.c0), a.c1)};
}

/** 1 / a; zero gives zero. */
__host__ __device__ inline Fq2 inverse(Fq2 a) {
  const Fq norm_inverse = inverse(sum_of_products(a.c0, a.c0, a.c1, a.c1));
  return {mul(a.c0, norm_inverse), neg(mul(a.c1, norm_inverse))};
}

}  // namespace proofpress::cuda
