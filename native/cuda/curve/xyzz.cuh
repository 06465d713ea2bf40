#pragma once

#include "../field/fq2.cuh"

namespace proofpress::cuda {

/** Affine point of y^2 = x^3 + b over Fq (G1) or Fq2 (G2); infinity is all zero, as in .zkey files. */
template <class F>
struct alignas(16) Affine {
  F x, y;

  __host__ __device__ static __forceinline__ Affine infinity() { return {F::zero(), F::zero()}; }
};

template <class F>
__host__ __device__ __forceinline__ bool is_infinity(const Affine<F>& point) {
  return is_zero(point.x) && is_zero(point.y);
}
/** -point where `condition` holds, else the point itself. */
template <class F>
__host__ __device__ __forceinline__ Affine<F> negate_if(bool condition, const Affine<F>& point) {
  return {point.x, neg_if(condition, point.y)};
}

/**
 * Point in extended Jacobian coordinates: x = X / ZZ, y = Y / ZZZ, ZZ^3 = ZZZ^2; infinity has ZZ = 0. Formulas of
 * https://hyperelliptic.org/EFD/g1p/auto-shortw-xyzz.html (a = 0); every case (equal, opposite, infinity) is right.
 */
template <class F>
struct alignas(16) Xyzz {
  F x, y, zz, zzz;

  __host__ __device__ static __forceinline__ Xyzz infinity() { return {F::zero(), F::zero(), F::zero(), F::zero()}; }
  __host__ __device__ static __forceinline__ Xyzz from(const Affine<F>& point) {
    const F z = select(is_infinity(point), F::zero(), F::one());
    return {point.x, point.y, z, z};
  }
};

template <class F>
__host__ __device__ __forceinline__ bool is_infinity(const Xyzz<F>& point) {
  return is_zero(point.zz);
}
template <class F>
__host__ __device__ __forceinline__ Xyzz<F> negate(const Xyzz<F>& point) {
  return {point.x, neg(point.y), point.zz, point.zzz};
}

/** dbl-2008-s-1: 6M + 3S. Neither curve has a point of order two. */
template <class F>
__host__ __device__ __forceinline__ Xyzz<F> dbl(const Xyzz<F>& a) {
  // Infinity needs no case of its own: ZZ = 0 gives ZZ = 0.
  const F u = dbl(a.y);
  const F v = square(u);
  const F w = mul(u, v);
  const F s = mul(a.x, v);
  const F xx = square(a.x);
  const F m = add(dbl(xx), xx);
  const F x3 = sub(square(m), dbl(s));
  return {x3, difference_of_products(m, sub(s, x3), w, a.y), mul(v, a.zz), mul(w, a.zzz)};
}

/** mdbl-2008-s-1, of an affine point: 4M + 2S. */
template <class F>
__host__ __device__ __forceinline__ Xyzz<F> dbl(const Affine<F>& a) {
  if (is_infinity(a)) return Xyzz<F>::infinity();
  const F u = dbl(a.y);
  const F v = square(u);
  const F w = mul(u, v);
  const F s = mul(a.x, v);
  const F xx = square(a.x);
  const F m = add(dbl(xx), xx);
  const F x3 = sub(square(m), dbl(s));
  return {x3, difference_of_products(m, sub(s, x3), w, a.y), v, w};
}

/** `dbl` as a function of its own: what hardly ever happens shall not make every addition twice as long. */
template <class F>
__host__ __device__ __noinline__ Xyzz<F> dbl_apart(Xyzz<F> a) {
  return dbl(a);
}

/** madd-2008-s: 8M + 2S. */
template <class F>
__host__ __device__ __forceinline__ Xyzz<F> add_mixed(const Xyzz<F>& a, const Affine<F>& b) {
  if (is_infinity(b)) return a;
  if (is_infinity(a)) return {b.x, b.y, F::one(), F::one()};
  const F p = sub(mul(b.x, a.zz), a.x);
  const F r = sub(mul(b.y, a.zzz), a.y);
  if (is_zero(p)) return is_zero(r) ? dbl_apart(a) : Xyzz<F>::infinity();
  const F pp = square(p);
  const F ppp = mul(p, pp);
  const F q = mul(a.x, pp);
  const F x3 = sub(sub(square(r), ppp), dbl(q));
  return {x3, difference_of_products(r, sub(q, x3), a.y, ppp), mul(a.zz, pp), mul(a.zzz, ppp)};
}

/** add-2008-s: 12M + 2S. */
template <class F>
__host__ __device__ __forceinline__ Xyzz<F> add(const Xyzz<F>& a, const Xyzz<F>& b) {
  if (is_infinity(a)) return b;
  if (is_infinity(b)) return a;
  const F u1 = mul(a.x, b.zz);
  const F s1 = mul(a.y, b.zzz);
  const F p = sub(mul(b.x, a.zz), u1);
  const F r = sub(mul(b.y, a.zzz), s1);
  if (is_zero(p)) return is_zero(r) ? dbl_apart(a) : Xyzz<F>::infinity();
  const F pp = square(p);
  const F ppp = mul(p, pp);
  const F q = mul(u1, pp);
  const F x3 = sub(sub(square(r), ppp), dbl(q));
  return {x3, difference_of_products(r, sub(q, x3), s1, ppp), mul(mul(a.zz, b.zz), pp), mul(mul(a.zzz, b.zzz), ppp)};
}

/** The affine point; one inversion. */
template <class F>
__host__ __device__ inline Affine<F> to_affine(const Xyzz<F>& a) {
  if (is_infinity(a)) return Affine<F>::infinity();
  const F zzz_inverse = inverse(a.zzz);
  // 1 / ZZ = (ZZ / ZZZ)^2, because ZZ^3 = ZZZ^2.
  const F z_inverse = mul(a.zz, zzz_inverse);
  return {mul(a.x, square(z_inverse)), mul(a.y, zzz_inverse)};
}

}  // namespace proofpress::cuda
