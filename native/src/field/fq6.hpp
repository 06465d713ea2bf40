#pragma once

#include "fq2.hpp"

namespace proofpress {

/** xi = 9 + i, neither a square nor a cube in Fq2: the tower of BN254 is built on it. Here: a * xi, without a product. */
inline Fq2 multiply_by_xi(const Fq2& a) {
  Fq2 eight = a.doubled().doubled().doubled();
  return {eight.c0 + a.c0 - a.c1, eight.c1 + a.c1 + a.c0};
}

/** Element c0 + c1 v + c2 v^2 of Fq6 = Fq2[v] / (v^3 - xi). */
struct Fq6 {
  Fq2 c0, c1, c2;

  static Fq6 zero() { return {Fq2::zero(), Fq2::zero(), Fq2::zero()}; }
  static Fq6 one() { return {Fq2::one(), Fq2::zero(), Fq2::zero()}; }
  bool operator==(const Fq6& other) const { return c0 == other.c0 && c1 == other.c1 && c2 == other.c2; }

  friend Fq6 operator+(const Fq6& a, const Fq6& b) { return {a.c0 + b.c0, a.c1 + b.c1, a.c2 + b.c2}; }
  friend Fq6 operator-(const Fq6& a, const Fq6& b) { return {a.c0 - b.c0, a.c1 - b.c1, a.c2 - b.c2}; }
  Fq6 operator-() const { return {-c0, -c1, -c2}; }

  /** Karatsuba: six products in Fq2. */
  friend Fq6 operator*(const Fq6& a, const Fq6& b) {
    Fq2 t0 = a.c0 * b.c0, t1 = a.c1 * b.c1, t2 = a.c2 * b.c2;
    Fq2 s12 = (a.c1 + a.c2) * (b.c1 + b.c2) - t1 - t2;
    Fq2 s01 = (a.c0 + a.c1) * (b.c0 + b.c1) - t0 - t1;
    Fq2 s02 = (a.c0 + a.c2) * (b.c0 + b.c2) - t0 - t2;
    return {t0 + multiply_by_xi(s12), s01 + multiply_by_xi(t2), s02 + t1};
  }
  friend Fq6 operator*(const Fq6& a, const Fq2& b) { return {a.c0 * b, a.c1 * b, a.c2 * b}; }
  /** this * (b0 + b1 v): five products. */
  Fq6 multiply_by_01(const Fq2& b0, const Fq2& b1) const {
    Fq2 t0 = c0 * b0, t1 = c1 * b1;
    Fq2 s01 = (c0 + c1) * (b0 + b1) - t0 - t1;
    return {t0 + multiply_by_xi(c2 * b1), s01, t1 + c2 * b0};
  }
  Fq6 multiply_by_v() const { return {multiply_by_xi(c2), c0, c1}; }
  Fq6 squared() const { return *this * *this; }

  /** 1 / this by the adjoint; zero gives zero. */
  Fq6 inverse() const {
    Fq2 a0 = c0.squared() - multiply_by_xi(c1 * c2);
    Fq2 a1 = multiply_by_xi(c2.squared()) - c0 * c1;
    Fq2 a2 = c1.squared() - c0 * c2;
    Fq2 norm_inverse = (c0 * a0 + multiply_by_xi(c2 * a1 + c1 * a2)).inverse();
    return {a0 * norm_inverse, a1 * norm_inverse, a2 * norm_inverse};
  }
};

}  // namespace proofpress
