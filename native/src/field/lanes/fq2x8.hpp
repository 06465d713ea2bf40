#pragma once

#include "../fq2.hpp"
#include "field8.hpp"

namespace proofpress {

using Fq8 = Field8<FqParameters>;
struct Fq2x8;

/** Eight elements of Fq2 whose coordinates are sums or differences; the operations of Loose8 on both coordinates. */
struct LooseFq2x8 {
  Loose8<FqParameters> c0, c1;

  template <unsigned times>
  PROOFPRESS_INLINE LooseFq2x8 plus_modulus() const {
    return {c0.plus_modulus<times>(), c1.plus_modulus<times>()};
  }
  template <unsigned bits>
  PROOFPRESS_INLINE LooseFq2x8 shifted() const {
    return {c0.shifted<bits>(), c1.shifted<bits>()};
  }
  inline Fq2x8 normalised() const;
  template <unsigned bound>
  inline Fq2x8 canonical() const;
};

PROOFPRESS_INLINE LooseFq2x8 operator+(const LooseFq2x8& a, const LooseFq2x8& b) { return {a.c0 + b.c0, a.c1 + b.c1}; }
PROOFPRESS_INLINE LooseFq2x8 operator-(const LooseFq2x8& a, const LooseFq2x8& b) { return {a.c0 - b.c0, a.c1 - b.c1}; }

/** Eight elements c0 + c1 i of Fq2, both coordinates as in Field8. */
struct Fq2x8 {
  using Scalar = Fq2;
  using Loose = LooseFq2x8;
  Fq8 c0, c1;

  PROOFPRESS_INLINE operator LooseFq2x8() const { return {c0, c1}; }
  PROOFPRESS_INLINE LooseFq2x8 negated_where(Mask8 mask) const { return {c0.negated_where(mask), c1.negated_where(mask)}; }

  static PROOFPRESS_INLINE Fq2x8 load(const std::uint8_t* const* rows) {
    const std::uint8_t* second[8];
    for (int k = 0; k < 8; k++) second[k] = rows[k] + 32;
    return {Fq8::load(rows), Fq8::load(second)};
  }
  PROOFPRESS_INLINE void store(std::uint8_t* const* rows) const {
    std::uint8_t* second[8];
    for (int k = 0; k < 8; k++) second[k] = rows[k] + 32;
    c0.store(rows);
    c1.store(second);
  }
  static constexpr std::size_t raw_words = 2 * Fq8::raw_words;
  static PROOFPRESS_INLINE Fq2x8 load_raw(const u64* source) {
    return {Fq8::load_raw(source), Fq8::load_raw(source + Fq8::raw_words)};
  }
  PROOFPRESS_INLINE void store_raw(u64* target) const {
    c0.store_raw(target);
    c1.store_raw(target + Fq8::raw_words);
  }

  friend PROOFPRESS_INLINE Mask8 mask_equal(const Fq2x8& a, const Fq2x8& b) {
    return (Mask8)(mask_equal(a.c0, b.c0) & mask_equal(a.c1, b.c1));
  }
  PROOFPRESS_INLINE Mask8 mask_zero() const { return (Mask8)(c0.mask_zero() & c1.mask_zero()); }
};

PROOFPRESS_INLINE Fq2x8 LooseFq2x8::normalised() const { return {c0.normalised(), c1.normalised()}; }
template <unsigned bound>
PROOFPRESS_INLINE Fq2x8 LooseFq2x8::canonical() const {
  return {c0.canonical<bound>(), c1.canonical<bound>()};
}

/**
 * a b / 2^260 by Karatsuba's three products and one reduction a coordinate: 250 multiply-adds. For coordinates below A p and
 * B p (A, B <= 42): c0 = a0 b0 - a1 b1 + p is below (A B / 84 + 2.13) p and not negative for A B <= 84, c1 below
 * (2 A B / 84 + 1.13) p.
 */
PROOFPRESS_INLINE LooseFq2x8 multiply(const Fq2x8& a, const Fq2x8& b) {
  const Columns8 low = multiply_columns(a.c0, b.c0), high = multiply_columns(a.c1, b.c1);
  const Loose8<FqParameters> c0 = reduce<FqParameters>(low - high).plus_modulus<1>();
  const Columns8 cross = multiply_columns((a.c0 + a.c1).normalised(), (b.c0 + b.c1).normalised());
  return {c0, reduce<FqParameters>(cross - (low + high))};
}

/**
 * a^2 / 2^260 = (a0 + a1)(a0 - a1) + 2 a0 a1 i: 200 multiply-adds. For coordinates below 4 p: c0 is below 1.9 p
 * (8 p and 8 p multiplied), c1 below 1.6 p.
 */
PROOFPRESS_INLINE LooseFq2x8 square(const Fq2x8& a) {
  const Columns8 half = multiply_columns(a.c0, a.c1);
  return {multiply((a.c0 + a.c1).normalised(), (a.c0 - a.c1).plus_modulus<4>().normalised()), reduce<FqParameters>(half + half)};
}

}  // namespace proofpress
