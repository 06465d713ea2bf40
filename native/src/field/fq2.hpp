#pragma once

#include "bn254.hpp"

namespace proofpress {

/** Element c0 + c1 i of Fq2 = Fq[i] / (i^2 + 1); 64 bytes in files: c0 then c1, Montgomery form. */
struct Fq2 {
  static constexpr int extension_degree = 2;
  Fq c0, c1;

  static Fq2 zero() { return {Fq::zero(), Fq::zero()}; }
  static Fq2 one() { return {Fq::one(), Fq::zero()}; }
  bool is_zero() const { return c0.is_zero() && c1.is_zero(); }
  bool operator==(const Fq2& other) const { return c0 == other.c0 && c1 == other.c1; }
  bool operator!=(const Fq2& other) const { return !(*this == other); }

  static Fq2 load(const void* bytes) { return {Fq::load(bytes), Fq::load((const std::uint8_t*)bytes + 32)}; }
  void store(void* bytes) const {
    c0.store(bytes);
    c1.store((std::uint8_t*)bytes + 32);
  }
  static bool is_canonical(const void* bytes) {
    return Fq::is_canonical(bytes) && Fq::is_canonical((const std::uint8_t*)bytes + 32);
  }

  friend Fq2 operator+(const Fq2& a, const Fq2& b) { return {a.c0 + b.c0, a.c1 + b.c1}; }
  friend Fq2 operator-(const Fq2& a, const Fq2& b) { return {a.c0 - b.c0, a.c1 - b.c1}; }
  Fq2 operator-() const { return {-c0, -c1}; }
  Fq2 negated_if(bool negative) const { return {c0.negated_if(negative), c1.negated_if(negative)}; }
  Fq2 doubled() const { return {c0.doubled(), c1.doubled()}; }

  friend Fq2 operator*(const Fq2& a, const Fq2& b) {
#ifdef PROOFPRESS_HAS_MULX
    // Four products with two reductions; additions cost here what a third of a product does.
    return {Fq::sum_of_products(a.c0, b.c0, a.c1, -b.c1), Fq::sum_of_products(a.c0, b.c1, a.c1, b.c0)};
#else
    // Karatsuba: three products.
    Fq low = a.c0 * b.c0;
    Fq high = a.c1 * b.c1;
    Fq cross = (a.c0 + a.c1) * (b.c0 + b.c1);
    return {low - high, cross - low - high};
#endif
  }
  /** (c0 + c1)(c0 - c1) + 2 c0 c1 i: two products. */
  Fq2 squared() const {
    Fq product = c0 * c1;
    return {(c0 + c1) * (c0 - c1), product.doubled()};
  }
  friend Fq2 operator*(const Fq2& a, const Fq& b) { return {a.c0 * b, a.c1 * b}; }
  /** c0 - c1 i, also the Frobenius map x -> x^q. */
  Fq2 conjugate() const { return {c0, -c1}; }

  Fq2& operator+=(const Fq2& other) { return *this = *this + other; }
  Fq2& operator-=(const Fq2& other) { return *this = *this - other; }
  Fq2& operator*=(const Fq2& other) { return *this = *this * other; }

  /** 1 / this; zero gives zero. */
  Fq2 inverse() const {
    Fq norm_inverse = (c0.squared() + c1.squared()).inverse();
    return {c0 * norm_inverse, -(c1 * norm_inverse)};
  }
};

}  // namespace proofpress
