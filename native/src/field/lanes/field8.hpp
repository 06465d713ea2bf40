#pragma once

#include "../bn254.hpp"
#include "radix52.hpp"
#include "vector8.hpp"

// Eight elements of a prime field in five limbs of 52 bits. In memory a residue is four words, x 2^256 mod p, fully reduced; the
// product here divides by 2^260. So multiply(16 a, b) is the product of memory's form, and a chain of products may as well keep
// whatever power of two suits it. Bounds of values are multiples of p written behind each function; 2^260 is 84 p.
//
// The loops below are short and of fixed length. With real lanes they are unrolled and the functions inlined, so that limbs stay
// in registers; with emulated ones that would only make compilers slow.
#ifdef PROOFPRESS_EMULATE_LANES
#define PROOFPRESS_INLINE inline
#define PROOFPRESS_UNROLL
#else
#define PROOFPRESS_INLINE inline __attribute__((always_inline))
#define PROOFPRESS_UNROLL _Pragma("GCC unroll 10")
#endif

namespace proofpress {

template <class Parameters>
struct Field8;

/** Eight values sum of limb[i] 2^(52 i) with signed limbs of up to 62 bits: what sums, differences and products leave. */
template <class Parameters>
struct Loose8 {
  Vector8 limb[5];

  friend PROOFPRESS_INLINE Loose8 operator+(const Loose8& a, const Loose8& b) {
    Loose8 sum;
    PROOFPRESS_UNROLL
    for (int i = 0; i < 5; i++) sum.limb[i] = add(a.limb[i], b.limb[i]);
    return sum;
  }
  friend PROOFPRESS_INLINE Loose8 operator-(const Loose8& a, const Loose8& b) {
    Loose8 difference;
    PROOFPRESS_UNROLL
    for (int i = 0; i < 5; i++) difference.limb[i] = subtract(a.limb[i], b.limb[i]);
    return difference;
  }
  /** this + times p. */
  template <unsigned times>
  PROOFPRESS_INLINE Loose8 plus_modulus() const {
    constexpr Limbs52 multiple = multiple_in_radix_52(Parameters::modulus, times);
    Loose8 sum;
    PROOFPRESS_UNROLL
    for (int i = 0; i < 5; i++) sum.limb[i] = add(limb[i], broadcast(multiple.limb[i]));
    return sum;
  }
  /** this 2^bits. */
  template <unsigned bits>
  PROOFPRESS_INLINE Loose8 shifted() const {
    Loose8 result;
    PROOFPRESS_UNROLL
    for (int i = 0; i < 5; i++) result.limb[i] = shift_left<bits>(limb[i]);
    return result;
  }
  /** p - this in the lanes of the mask, for a Field8 of canonical values; zero becomes p. */
  PROOFPRESS_INLINE Loose8 negated_where(Mask8 mask) const {
    constexpr Limbs52 modulus = multiple_in_radix_52(Parameters::modulus, 1);
    Loose8 result;
    PROOFPRESS_UNROLL
    for (int i = 0; i < 5; i++) result.limb[i] = subtract_where(mask, limb[i], broadcast(modulus.limb[i]), limb[i]);
    return result;
  }
  /** The same values, for values in [0, 2^260). */
  PROOFPRESS_INLINE Field8<Parameters> normalised() const {
    const Vector8 mask = broadcast(mask_52);
    Field8<Parameters> result;
    Vector8 carried = limb[0];
    PROOFPRESS_UNROLL
    for (int i = 0; i < 4; i++) {
      result.limb[i] = bit_and(carried, mask);
      carried = add(limb[i + 1], shift_right_signed<52>(carried));
    }
    result.limb[4] = carried;
    return result;
  }
  /** Fully reduced, for values in [0, bound p); the bound is a power of two, at least 2. */
  template <unsigned bound>
  PROOFPRESS_INLINE Field8<Parameters> canonical() const {
    static_assert(bound >= 2 && bound <= 64 && (bound & (bound - 1)) == 0);
    return normalised().template reduced_from<bound / 2>();
  }
};

/** Eight values in [0, 2^260) with limbs below 2^52: what products take. Canonical means: also below p. */
template <class Parameters>
struct Field8 : Loose8<Parameters> {
  using Scalar = MontgomeryField<Parameters>;
  using Loose = Loose8<Parameters>;
  static constexpr int words = 4;

  /** The value 2^shift times the four words of each lane, each below p; shift <= 4. */
  template <unsigned shift = 0>
  static PROOFPRESS_INLINE Field8 from_words(const Vector8 (&word)[4]) {
    static_assert(shift <= 4);
    const Vector8 mask = broadcast(mask_52);
    Field8 result;
    result.limb[0] = bit_and(shift_left<shift>(word[0]), mask);
    result.limb[1] = or_and(shift_right<52 - shift>(word[0]), shift_left<12 + shift>(word[1]), mask);
    result.limb[2] = or_and(shift_right<40 - shift>(word[1]), shift_left<24 + shift>(word[2]), mask);
    result.limb[3] = or_and(shift_right<28 - shift>(word[2]), shift_left<36 + shift>(word[3]), mask);
    result.limb[4] = shift_right<16 - shift>(word[3]);
    return result;
  }
  /** The four words of values below 2^256. */
  PROOFPRESS_INLINE void to_words(Vector8 (&word)[4]) const {
    const Vector8* a = this->limb;
    word[0] = bit_or(a[0], shift_left<52>(a[1]));
    word[1] = bit_or(shift_right<12>(a[1]), shift_left<40>(a[2]));
    word[2] = bit_or(shift_right<24>(a[2]), shift_left<28>(a[3]));
    word[3] = bit_or(shift_right<36>(a[3]), shift_left<16>(a[4]));
  }

  static PROOFPRESS_INLINE Field8 load(const std::uint8_t* const* rows) {
    Vector8 word[4];
    load_rows(word, rows);
    return from_words(word);
  }
  /** Canonical values only. */
  PROOFPRESS_INLINE void store(std::uint8_t* const* rows) const {
    Vector8 word[4];
    to_words(word);
    store_rows(word, rows);
  }
  /** As `load` and `store` for eight elements that lie together, in the lane order of `load_block`. */
  template <unsigned shift = 0>
  static PROOFPRESS_INLINE Field8 load_together(const Scalar* elements) {
    Vector8 word[4];
    load_block(word, elements);
    return from_words<shift>(word);
  }
  PROOFPRESS_INLINE void store_together(Scalar* elements) const {
    Vector8 word[4];
    to_words(word);
    store_block(word, elements);
  }

  /** 40 words at an address that is a multiple of 64: the limbs as they are. */
  static constexpr std::size_t raw_words = 40;
  static PROOFPRESS_INLINE Field8 load_raw(const u64* source) {
    Field8 result;
    PROOFPRESS_UNROLL
    for (int i = 0; i < 5; i++) result.limb[i] = load_vector(source + 8 * i);
    return result;
  }
  PROOFPRESS_INLINE void store_raw(u64* target) const {
    PROOFPRESS_UNROLL
    for (int i = 0; i < 5; i++) store_vector(target + 8 * i, this->limb[i]);
  }

  /** Which lanes of two canonical values are equal. */
  friend PROOFPRESS_INLINE Mask8 mask_equal(const Field8& a, const Field8& b) {
    Mask8 mask = mask_equal(a.limb[0], b.limb[0]);
    PROOFPRESS_UNROLL
    for (int i = 1; i < 5; i++) mask &= mask_equal(a.limb[i], b.limb[i]);
    return mask;
  }
  PROOFPRESS_INLINE Mask8 mask_zero() const {
    const Vector8* a = this->limb;
    return mask_equal(bit_or(bit_or(bit_or(a[0], a[1]), bit_or(a[2], a[3])), a[4]), broadcast(0));
  }

  /** Value minus times p where that is not negative, then the same for half of `times`, down to one; value below 2 times p. */
  template <unsigned times>
  PROOFPRESS_INLINE Field8 reduced_from() const {
    constexpr Limbs52 multiple = multiple_in_radix_52(Parameters::modulus, times);
    const Vector8 mask = broadcast(mask_52);
    Vector8 lower[5];
    lower[0] = subtract(this->limb[0], broadcast(multiple.limb[0]));
    PROOFPRESS_UNROLL
    for (int i = 1; i < 5; i++)
      lower[i] = add(subtract(this->limb[i], broadcast(multiple.limb[i])), shift_right_signed<52>(lower[i - 1]));
    Mask8 subtracted = (Mask8)~mask_negative(lower[4]);
    Field8 result;
    PROOFPRESS_UNROLL
    for (int i = 0; i < 5; i++) result.limb[i] = and_where(subtracted, this->limb[i], lower[i], mask);
    if constexpr (times > 1)
      return result.template reduced_from<times / 2>();
    else
      return result;
  }
};

/** Sums of products: eight values sum of column[i] 2^(52 i), signed columns below 2^62. */
struct Columns8 {
  Vector8 column[10];

  friend PROOFPRESS_INLINE Columns8 operator+(const Columns8& a, const Columns8& b) {
    Columns8 sum;
    PROOFPRESS_UNROLL
    for (int i = 0; i < 10; i++) sum.column[i] = add(a.column[i], b.column[i]);
    return sum;
  }
  friend PROOFPRESS_INLINE Columns8 operator-(const Columns8& a, const Columns8& b) {
    Columns8 difference;
    PROOFPRESS_UNROLL
    for (int i = 0; i < 10; i++) difference.column[i] = subtract(a.column[i], b.column[i]);
    return difference;
  }
};

/** a b, not reduced: 50 multiply-adds. */
template <class Parameters>
PROOFPRESS_INLINE Columns8 multiply_columns(const Field8<Parameters>& a, const Field8<Parameters>& b) {
  Columns8 sum;
  PROOFPRESS_UNROLL
  for (int i = 0; i < 10; i++) sum.column[i] = broadcast(0);
  PROOFPRESS_UNROLL
  for (int i = 0; i < 5; i++) {
    PROOFPRESS_UNROLL
    for (int j = 0; j < 5; j++) sum.column[i + j] = multiply_add_low(sum.column[i + j], a.limb[i], b.limb[j]);
    PROOFPRESS_UNROLL
    for (int j = 0; j < 5; j++) sum.column[i + j + 1] = multiply_add_high(sum.column[i + j + 1], a.limb[i], b.limb[j]);
  }
  return sum;
}

/** a^2, not reduced: 30 multiply-adds. */
template <class Parameters>
PROOFPRESS_INLINE Columns8 square_columns(const Field8<Parameters>& a) {
  Columns8 sum;
  PROOFPRESS_UNROLL
  for (int i = 0; i < 10; i++) sum.column[i] = broadcast(0);
  PROOFPRESS_UNROLL
  for (int i = 0; i < 4; i++) {
    PROOFPRESS_UNROLL
    for (int j = i + 1; j < 5; j++) {
      sum.column[i + j] = multiply_add_low(sum.column[i + j], a.limb[i], a.limb[j]);
      sum.column[i + j + 1] = multiply_add_high(sum.column[i + j + 1], a.limb[i], a.limb[j]);
    }
  }
  PROOFPRESS_UNROLL
  for (int i = 1; i < 9; i++) sum.column[i] = add(sum.column[i], sum.column[i]);
  PROOFPRESS_UNROLL
  for (int i = 0; i < 5; i++) {
    sum.column[2 * i] = multiply_add_low(sum.column[2 * i], a.limb[i], a.limb[i]);
    sum.column[2 * i + 1] = multiply_add_high(sum.column[2 * i + 1], a.limb[i], a.limb[i]);
  }
  return sum;
}

/**
 * T / 2^260 mod p for -2^260 p < T < 2^260 2^259: 50 multiply-adds. The result is T / 2^260 plus something in [0, 1.13 p).
 * Four rounds add the multiple of p that is -1 mod 2^52 (`friendly_multiple_in_radix_52`): no product for m, and a short way
 * from round to round. They leave up to t p / 2^52 < 0.13 p. The fifth takes p itself, so that no sixth limb arises.
 */
template <class Parameters>
PROOFPRESS_INLINE Loose8<Parameters> reduce(Columns8 sum) {
  constexpr Limbs52 friendly = friendly_multiple_in_radix_52(Parameters::modulus, Parameters::negative_inverse);
  constexpr Limbs52 modulus = multiple_in_radix_52(Parameters::modulus, 1);
  Vector8* c = sum.column;
  PROOFPRESS_UNROLL
  for (int i = 0; i < 4; i++) {
    c[i + 1] = add(c[i + 1], shift_right_signed<52>(c[i]));
    PROOFPRESS_UNROLL
    for (int j = 0; j < 5; j++) c[i + 1 + j] = multiply_add_low(c[i + 1 + j], c[i], broadcast(friendly.limb[j]));
    PROOFPRESS_UNROLL
    for (int j = 0; j < 5; j++) c[i + 2 + j] = multiply_add_high(c[i + 2 + j], c[i], broadcast(friendly.limb[j]));
  }
  const Vector8 m = multiply_add_low(broadcast(0), c[4], broadcast(Parameters::negative_inverse & mask_52));
  // The low bits of c[4] + m p vanish: what is carried is c[4] rounded up.
  c[5] = add(c[5], shift_right_signed<52>(add(c[4], broadcast(mask_52))));
  PROOFPRESS_UNROLL
  for (int j = 1; j < 5; j++) c[4 + j] = multiply_add_low(c[4 + j], m, broadcast(modulus.limb[j]));
  PROOFPRESS_UNROLL
  for (int j = 0; j < 5; j++) c[5 + j] = multiply_add_high(c[5 + j], m, broadcast(modulus.limb[j]));
  return Loose8<Parameters>{{c[5], c[6], c[7], c[8], c[9]}};
}

/** a b / 2^260: for a < A p and b < B p the result is below (A B / 84 + 1.13) p. 100 multiply-adds. */
template <class Parameters>
PROOFPRESS_INLINE Loose8<Parameters> multiply(const Field8<Parameters>& a, const Field8<Parameters>& b) {
  return reduce<Parameters>(multiply_columns(a, b));
}
/** a^2 / 2^260, below (A^2 / 84 + 1.13) p. 80 multiply-adds. */
template <class Parameters>
PROOFPRESS_INLINE Loose8<Parameters> square(const Field8<Parameters>& a) {
  return reduce<Parameters>(square_columns(a));
}

}  // namespace proofpress
