#pragma once

#include <utility>

#include "../src/curve/affine.hpp"

// Arithmetic as in a school book, on plain integers: slow, and so plain that it can be trusted. What is tested is compared to it.
namespace proofpress_test {

using proofpress::u128;
using proofpress::u64;
using proofpress::U256;

/** Plain integer modulo p. `Parameters` give the modulus only. */
template <class Parameters>
struct NaiveField {
  using Tested = proofpress::MontgomeryField<Parameters>;
  U256 value{};

  static U256 p() { return {{Parameters::modulus[0], Parameters::modulus[1], Parameters::modulus[2], Parameters::modulus[3]}}; }
  static NaiveField of(const Tested& element) { return {element.to_plain()}; }
  Tested tested() const { return Tested::from_plain(value); }
  bool is_zero() const { return value.is_zero(); }
  bool operator==(const NaiveField& other) const { return value == other.value; }

  friend NaiveField operator+(const NaiveField& a, const NaiveField& b) {
    NaiveField sum;
    proofpress::add_carry(sum.value, a.value, b.value);
    if (!proofpress::less_than(sum.value, p())) proofpress::subtract_borrow(sum.value, sum.value, p());
    return sum;
  }
  NaiveField operator-() const {
    NaiveField negative;
    if (!is_zero()) proofpress::subtract_borrow(negative.value, p(), value);
    return negative;
  }
  friend NaiveField operator-(const NaiveField& a, const NaiveField& b) { return a + -b; }
  /** Double and add, bit by bit. */
  friend NaiveField operator*(const NaiveField& a, const NaiveField& b) {
    NaiveField product;
    for (unsigned i = proofpress::bit_length(b.value); i-- > 0;) {
      product = product + product;
      if (b.value.bit(i)) product = product + a;
    }
    return product;
  }
  /** By the extended Euclidean algorithm on halves (Knuth, volume 2, 4.5.2, exercise 39); zero gives zero. */
  NaiveField inverse() const {
    if (is_zero()) return {};
    U256 u = value, v = p();
    NaiveField x{{{1, 0, 0, 0}}}, y{};
    while (!u.is_zero()) {
      while ((u.limb[0] & 1) == 0) {
        u = halved(u, 0);
        x = x.half();
      }
      while ((v.limb[0] & 1) == 0) {
        v = halved(v, 0);
        y = y.half();
      }
      if (proofpress::less_than(u, v)) {
        std::swap(u, v);
        std::swap(x, y);
      }
      proofpress::subtract_borrow(u, u, v);
      x = x - y;
    }
    return y;
  }

 private:
  static U256 halved(const U256& a, u64 carry) {
    U256 half;
    for (int i = 0; i < 4; i++) half.limb[i] = a.limb[i] >> 1 | (i < 3 ? a.limb[i + 1] << 63 : carry << 63);
    return half;
  }
  NaiveField half() const {
    if ((value.limb[0] & 1) == 0) return {halved(value, 0)};
    U256 sum;
    u64 carry = proofpress::add_carry(sum, value, p());
    return {halved(sum, carry)};
  }
};

using NaiveFq = NaiveField<proofpress::FqParameters>;
using NaiveFr = NaiveField<proofpress::FrParameters>;

/** a + b i with i^2 = -1. */
struct NaiveFq2 {
  using Tested = proofpress::Fq2;
  NaiveFq a, b;

  static NaiveFq2 of(const Tested& element) { return {NaiveFq::of(element.c0), NaiveFq::of(element.c1)}; }
  Tested tested() const { return {a.tested(), b.tested()}; }
  bool is_zero() const { return a.is_zero() && b.is_zero(); }
  bool operator==(const NaiveFq2& other) const { return a == other.a && b == other.b; }
  friend NaiveFq2 operator+(const NaiveFq2& x, const NaiveFq2& y) { return {x.a + y.a, x.b + y.b}; }
  NaiveFq2 operator-() const { return {-a, -b}; }
  friend NaiveFq2 operator-(const NaiveFq2& x, const NaiveFq2& y) { return {x.a - y.a, x.b - y.b}; }
  friend NaiveFq2 operator*(const NaiveFq2& x, const NaiveFq2& y) { return {x.a * y.a - x.b * y.b, x.a * y.b + x.b * y.a}; }
  NaiveFq2 inverse() const {
    const NaiveFq norm = (a * a + b * b).inverse();
    return {a * norm, -b * norm};
  }
};

template <class Field>
struct NaiveOf;
template <>
struct NaiveOf<proofpress::Fq> {
  using type = NaiveFq;
};
template <>
struct NaiveOf<proofpress::Fq2> {
  using type = NaiveFq2;
};

/** Affine point by chord and tangent; infinity is (0, 0). */
template <class Field>
struct NaivePoint {
  using Naive = typename NaiveOf<Field>::type;
  Naive x, y;

  static NaivePoint of(const proofpress::Affine<Field>& point) { return {Naive::of(point.x), Naive::of(point.y)}; }
  proofpress::Affine<Field> tested() const { return {x.tested(), y.tested()}; }
  bool is_infinity() const { return x.is_zero() && y.is_zero(); }
  NaivePoint operator-() const { return {x, -y}; }

  friend NaivePoint operator+(const NaivePoint& p, const NaivePoint& q) {
    if (p.is_infinity()) return q;
    if (q.is_infinity()) return p;
    Naive slope;
    if (p.x == q.x) {
      if (!(p.y == q.y) || p.y.is_zero()) return {};
      slope = (p.x * p.x + p.x * p.x + p.x * p.x) * (p.y + p.y).inverse();
    } else {
      slope = (q.y - p.y) * (q.x - p.x).inverse();
    }
    const Naive x3 = slope * slope - p.x - q.x;
    return {x3, slope * (p.x - x3) - p.y};
  }
};

template <class Field>
NaivePoint<Field> naive_multiply(const NaivePoint<Field>& point, const U256& scalar) {
  NaivePoint<Field> sum;
  for (unsigned i = proofpress::bit_length(scalar); i-- > 0;) {
    sum = sum + sum;
    if (scalar.bit(i)) sum = sum + point;
  }
  return sum;
}

}  // namespace proofpress_test
