#pragma once

#include <array>

#include "fq6.hpp"

namespace proofpress {

/** base^exponent in any of the fields of the tower, by squaring from the highest bit. */
template <class Field>
Field power_of(const Field& base, const U256& exponent) {
  Field result = Field::one();
  for (unsigned i = bit_length(exponent); i-- > 0;) {
    result = result.squared();
    if (exponent.bit(i)) result = result * base;
  }
  return result;
}

/**
 * xi^(k (q - 1) / 6) for k = 0 to 5: what the Frobenius map x -> x^q multiplies w^k by, because w^6 = xi and
 * w^(kq) = w^k (w^6)^(k (q - 1) / 6).
 */
inline const std::array<Fq2, 6>& frobenius_factors() {
  static const std::array<Fq2, 6> factors = [] {
    // (q - 1) / 6 by long division, high limb first.
    U256 exponent = Fq::modulus();
    exponent.limb[0] -= 1;
    u64 remainder = 0;
    for (int i = 3; i >= 0; i--) {
      u128 part = (u128)remainder << 64 | exponent.limb[i];
      exponent.limb[i] = (u64)(part / 6);
      remainder = (u64)(part % 6);
    }
    std::array<Fq2, 6> powers;
    powers[0] = Fq2::one();
    powers[1] = power_of(multiply_by_xi(Fq2::one()), exponent);
    for (int k = 2; k < 6; k++) powers[k] = powers[k - 1] * powers[1];
    return powers;
  }();
  return factors;
}

/** Element c0 + c1 w of Fq12 = Fq6[w] / (w^2 - v). */
struct Fq12 {
  Fq6 c0, c1;

  static Fq12 one() { return {Fq6::one(), Fq6::zero()}; }
  bool operator==(const Fq12& other) const { return c0 == other.c0 && c1 == other.c1; }

  friend Fq12 operator*(const Fq12& a, const Fq12& b) {
    Fq6 t0 = a.c0 * b.c0, t1 = a.c1 * b.c1;
    Fq6 cross = (a.c0 + a.c1) * (b.c0 + b.c1);
    return {t0 + t1.multiply_by_v(), cross - t0 - t1};
  }
  Fq12& operator*=(const Fq12& other) { return *this = *this * other; }
  /** Complex squaring: two products in Fq6. */
  Fq12 squared() const {
    Fq6 product = c0 * c1;
    Fq6 first = (c0 + c1) * (c0 + c1.multiply_by_v()) - product - product.multiply_by_v();
    return {first, product + product};
  }
  /** this * (a + b w + c w^3), the shape of a line: 13 products in Fq2. */
  Fq12 multiply_by_line(const Fq2& a, const Fq2& b, const Fq2& c) const {
    Fq6 t0 = c0 * a;
    Fq6 t1 = c1.multiply_by_01(b, c);
    Fq6 cross = (c0 + c1).multiply_by_01(a + b, c);
    return {t0 + t1.multiply_by_v(), cross - t0 - t1};
  }
  /** c0 - c1 w = this^(q^6); the inverse of an element of the cyclotomic subgroup. */
  Fq12 conjugate() const { return {c0, -c1}; }
  Fq12 inverse() const {
    Fq6 norm_inverse = (c0.squared() - c1.squared().multiply_by_v()).inverse();
    return {c0 * norm_inverse, -(c1 * norm_inverse)};
  }

  /** this^q. */
  Fq12 frobenius() const {
    const auto& factor = frobenius_factors();
    return {{c0.c0.conjugate(), c0.c1.conjugate() * factor[2], c0.c2.conjugate() * factor[4]},
            {c1.c0.conjugate() * factor[1], c1.c1.conjugate() * factor[3], c1.c2.conjugate() * factor[5]}};
  }

  /**
   * The square of an element of the cyclotomic subgroup (order dividing q^4 - q^2 + 1): nine squarings in Fq2.
   * Granger, Scott, "Faster squaring in the cyclotomic subgroup of sixth degree extensions", ePrint 2009/565, section 3.2.
   */
  Fq12 cyclotomic_squared() const {
    Fq2 a_square, a_cross, b_square, b_cross, c_square, c_cross;
    square_pair(c0.c0, c1.c1, a_square, a_cross);
    square_pair(c1.c0, c0.c2, b_square, b_cross);
    square_pair(c0.c1, c1.c2, c_square, c_cross);
    Fq2 c_cross_xi = multiply_by_xi(c_cross);
    return {{three_minus_two(a_square, c0.c0), three_minus_two(b_square, c0.c1), three_minus_two(c_square, c0.c2)},
            {three_plus_two(c_cross_xi, c1.c0), three_plus_two(a_cross, c1.c1), three_plus_two(b_cross, c1.c2)}};
  }

 private:
  /** (a + b s)^2 = square + cross s in Fq4 = Fq2[s] / (s^2 - xi). */
  static void square_pair(const Fq2& a, const Fq2& b, Fq2& square, Fq2& cross) {
    Fq2 a2 = a.squared(), b2 = b.squared();
    square = a2 + multiply_by_xi(b2);
    cross = (a + b).squared() - a2 - b2;
  }
  static Fq2 three_minus_two(const Fq2& t, const Fq2& z) { return (t - z).doubled() + t; }
  static Fq2 three_plus_two(const Fq2& t, const Fq2& z) { return (t + z).doubled() + t; }
};

}  // namespace proofpress
