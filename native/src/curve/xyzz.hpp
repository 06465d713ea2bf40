#pragma once

#include "affine.hpp"

namespace proofpress {

/**
 * Point in extended Jacobian coordinates: x = X / ZZ, y = Y / ZZZ, ZZ^3 = ZZZ^2; infinity has ZZ = 0. Formulas of
 * https://hyperelliptic.org/EFD/g1p/auto-shortw-xyzz.html (a = 0); every case (equal, opposite, infinity) is right.
 */
template <class Field>
struct Xyzz {
  Field x, y, zz, zzz;

  static Xyzz infinity() { return {Field::zero(), Field::zero(), Field::zero(), Field::zero()}; }
  static Xyzz from(const Affine<Field>& point) {
    if (point.is_infinity()) return infinity();
    return {point.x, point.y, Field::one(), Field::one()};
  }
  bool is_infinity() const { return zz.is_zero(); }
  Xyzz operator-() const { return {x, -y, zz, zzz}; }

  /** dbl-2008-s-1: 6M + 4S. */
  Xyzz doubled() const {
    if (is_infinity() || y.is_zero()) return infinity();
    Field u = y.doubled();
    Field v = u.squared();
    Field w = u * v;
    Field s = x * v;
    Field xx = x.squared();
    Field m = xx.doubled() + xx;
    Field x3 = m.squared() - s.doubled();
    return {x3, m * (s - x3) - w * y, v * zz, w * zzz};
  }

  /** add-2008-s: 12M + 2S. */
  friend Xyzz operator+(const Xyzz& a, const Xyzz& b) {
    if (a.is_infinity()) return b;
    if (b.is_infinity()) return a;
    Field u1 = a.x * b.zz;
    Field s1 = a.y * b.zzz;
    Field p = b.x * a.zz - u1;
    Field r = b.y * a.zzz - s1;
    if (p.is_zero()) return r.is_zero() ? a.doubled() : infinity();
    Field pp = p.squared();
    Field ppp = p * pp;
    Field q = u1 * pp;
    Field x3 = r.squared() - ppp - q.doubled();
    return {x3, r * (q - x3) - s1 * ppp, a.zz * b.zz * pp, a.zzz * b.zzz * ppp};
  }

  /** madd-2008-s: 8M + 2S. */
  friend Xyzz operator+(const Xyzz& a, const Affine<Field>& b) {
    if (b.is_infinity()) return a;
    if (a.is_infinity()) return from(b);
    Field p = b.x * a.zz - a.x;
    Field r = b.y * a.zzz - a.y;
    if (p.is_zero()) return r.is_zero() ? a.doubled() : infinity();
    Field pp = p.squared();
    Field ppp = p * pp;
    Field q = a.x * pp;
    Field x3 = r.squared() - ppp - q.doubled();
    return {x3, r * (q - x3) - a.y * ppp, a.zz * pp, a.zzz * ppp};
  }
  Xyzz& operator+=(const Xyzz& other) { return *this = *this + other; }
  Xyzz& operator+=(const Affine<Field>& other) { return *this = *this + other; }

  Affine<Field> to_affine() const {
    if (is_infinity()) return Affine<Field>::infinity();
    Field inverse = zzz.inverse();
    // 1 / ZZ = (ZZ / ZZZ)^2, because ZZ^3 = ZZZ^2.
    Field z_inverse = zz * inverse;
    return {x * z_inverse.squared(), y * inverse};
  }
};

using G1 = Xyzz<Fq>;
using G2 = Xyzz<Fq2>;

/** scalar * point by double-and-add; the scalar is any 256-bit integer. Not constant-time. */
template <class Field, class Point>
Xyzz<Field> multiply_scalar(const Point& point, const U256& scalar) {
  Xyzz<Field> sum = Xyzz<Field>::infinity();
  for (unsigned i = bit_length(scalar); i-- > 0;) {
    sum = sum.doubled();
    if (scalar.bit(i)) sum += point;
  }
  return sum;
}

}  // namespace proofpress
