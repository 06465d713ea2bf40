#pragma once

#include "../field/fq2-half.cuh"
#include "xyzz.cuh"

namespace proofpress::cuda {

/**
 * How kernels hold a point whose coordinates lie in memory as F: in one thread as they are, or one half of each coordinate in
 * either of two neighbouring threads. Kernels written for both keep all threads of a warp together around every operation.
 */
template <class F>
struct Whole {
  using Held = F;
  using Stored = F;
  static constexpr unsigned threads = 1;

  __device__ static __forceinline__ Affine<Held> load(const Affine<Stored>* point) { return *point; }
  __device__ static __forceinline__ Xyzz<Held> load(const Xyzz<Stored>* point) { return *point; }
  __device__ static __forceinline__ void store(Xyzz<Stored>* target, const Xyzz<Held>& point) { *target = point; }
  /** Whether something is done: if any of the threads wants it that must stay together. */
  __device__ static __forceinline__ bool goes_on(bool own) { return own; }
};

struct Halves {
  using Held = Fq2Half;
  using Stored = Fq2;
  static constexpr unsigned threads = 2;

  __device__ static __forceinline__ Affine<Held> load(const Affine<Stored>* point) {
    const Fq* own = reinterpret_cast<const Fq*>(point) + Fq2Half::is_second();
    return {{own[0]}, {own[2]}};
  }
  __device__ static __forceinline__ Xyzz<Held> load(const Xyzz<Stored>* point) {
    const Fq* own = reinterpret_cast<const Fq*>(point) + Fq2Half::is_second();
    return {{own[0]}, {own[2]}, {own[4]}, {own[6]}};
  }
  __device__ static __forceinline__ void store(Xyzz<Stored>* target, const Xyzz<Held>& point) {
    Fq* own = reinterpret_cast<Fq*>(target) + Fq2Half::is_second();
    own[0] = point.x.c;
    own[2] = point.y.c;
    own[4] = point.zz.c;
    own[6] = point.zzz.c;
  }
  /** A vote, so that the compiler sees that they are together: otherwise it makes everything that follows twice. */
  __device__ static __forceinline__ bool goes_on(bool own) { return __any_sync(~0u, own); }
};

__device__ __forceinline__ Xyzz<Fq2Half> select(bool condition, const Xyzz<Fq2Half>& a, const Xyzz<Fq2Half>& b) {
  return {select(condition, a.x, b.x), select(condition, a.y, b.y), select(condition, a.zz, b.zz), select(condition, a.zzz, b.zzz)};
}

/** `add_mixed` without a branch that threads of a warp could take differently. */
__device__ __forceinline__ Xyzz<Fq2Half> add_mixed(const Xyzz<Fq2Half>& a, const Affine<Fq2Half>& b) {
  const bool a_is_infinity = is_zero(a.zz), b_is_infinity = both_halves(is_zero(b.x.c) && is_zero(b.y.c));
  if (!__any_sync(~0u, !a_is_infinity && !b_is_infinity))
    return select(b_is_infinity, a, {b.x, b.y, Fq2Half::one(), Fq2Half::one()});
  const Fq2Half p = sub(mul(b.x, a.zz), a.x);
  const Fq2Half r = sub(mul(b.y, a.zzz), a.y);
  // Each asked of all threads: a call that is left out where the first answer is no would leave the others waiting.
  const bool p_is_zero = is_zero(p), r_is_zero = is_zero(r);
  const bool same = p_is_zero && r_is_zero && !a_is_infinity && !b_is_infinity;
  const Fq2Half pp = square(p);
  const Fq2Half ppp = mul(p, pp);
  const Fq2Half q = mul(a.x, pp);
  const Fq2Half x3 = sub(sub(square(r), ppp), dbl(q));
  // Where p = 0 the new ZZ is zero: opposite points give infinity by themselves.
  Xyzz<Fq2Half> sum{x3, difference_of_products(r, sub(q, x3), a.y, ppp), mul(a.zz, pp), mul(a.zzz, ppp)};
  sum = select(a_is_infinity, {b.x, b.y, Fq2Half::one(), Fq2Half::one()}, sum);
  sum = select(b_is_infinity, a, sum);
  if (__any_sync(~0u, same)) sum = select(same, dbl_apart(a), sum);
  return sum;
}

/** `add` likewise. */
__device__ __forceinline__ Xyzz<Fq2Half> add(const Xyzz<Fq2Half>& a, const Xyzz<Fq2Half>& b) {
  const bool a_is_infinity = is_zero(a.zz), b_is_infinity = is_zero(b.zz);
  if (!__any_sync(~0u, !a_is_infinity && !b_is_infinity)) return select(b_is_infinity, a, b);
  const Fq2Half u1 = mul(a.x, b.zz);
  const Fq2Half s1 = mul(a.y, b.zzz);
  const Fq2Half p = sub(mul(b.x, a.zz), u1);
  const Fq2Half r = sub(mul(b.y, a.zzz), s1);
  const bool p_is_zero = is_zero(p), r_is_zero = is_zero(r);
  const bool same = p_is_zero && r_is_zero && !a_is_infinity && !b_is_infinity;
  const Fq2Half pp = square(p);
  const Fq2Half ppp = mul(p, pp);
  const Fq2Half q = mul(u1, pp);
  const Fq2Half x3 = sub(sub(square(r), ppp), dbl(q));
  Xyzz<Fq2Half> sum{x3, difference_of_products(r, sub(q, x3), s1, ppp), mul(mul(a.zz, b.zz), pp), mul(mul(a.zzz, b.zzz), ppp)};
  sum = select(a_is_infinity, b, sum);
  sum = select(b_is_infinity, a, sum);
  if (__any_sync(~0u, same)) sum = select(same, dbl_apart(a), sum);
  return sum;
}

}  // namespace proofpress::cuda
