#pragma once

#include <immintrin.h>

#include "../limbs.hpp"

// One instruction each, but for the loads and stores of rows. Signed means two's complement.
namespace proofpress {

using Vector8 = __m512i;
/** Bit k stands for lane k. */
using Mask8 = __mmask8;
/** For arithmetic that wraps. */
using Unsigned8 = __v8du;

inline Vector8 broadcast(u64 value) { return _mm512_set1_epi64((long long)value); }
inline Vector8 add(Vector8 a, Vector8 b) { return (Vector8)((Unsigned8)a + (Unsigned8)b); }
inline Vector8 subtract(Vector8 a, Vector8 b) { return (Vector8)((Unsigned8)a - (Unsigned8)b); }
inline Vector8 bit_and(Vector8 a, Vector8 b) { return a & b; }
inline Vector8 bit_or(Vector8 a, Vector8 b) { return a | b; }
/** (a | b) & c */
inline Vector8 or_and(Vector8 a, Vector8 b, Vector8 c) { return _mm512_ternarylogic_epi64(a, b, c, 0xa8); }
template <unsigned bits>
inline Vector8 shift_left(Vector8 a) {
  return (Vector8)((Unsigned8)a << bits);
}
template <unsigned bits>
inline Vector8 shift_right(Vector8 a) {
  return (Vector8)((Unsigned8)a >> bits);
}
template <unsigned bits>
inline Vector8 shift_right_signed(Vector8 a) {
  return a >> bits;
}

/** sum + the low 52 bits of the product of the low 52 bits of a and b. */
inline Vector8 multiply_add_low(Vector8 sum, Vector8 a, Vector8 b) { return _mm512_madd52lo_epu64(sum, a, b); }
/** sum + bits 52 to 103 of the product of the low 52 bits of a and b. */
inline Vector8 multiply_add_high(Vector8 sum, Vector8 a, Vector8 b) { return _mm512_madd52hi_epu64(sum, a, b); }

inline Mask8 mask_equal(Vector8 a, Vector8 b) { return _mm512_cmpeq_epi64_mask(a, b); }
inline Mask8 mask_negative(Vector8 a) { return _mm512_movepi64_mask(a); }
/** a - b in the lanes of the mask, `otherwise` in the others. */
inline Vector8 subtract_where(Mask8 mask, Vector8 otherwise, Vector8 a, Vector8 b) {
  return _mm512_mask_sub_epi64(otherwise, mask, a, b);
}
/** a & b in the lanes of the mask, `otherwise` in the others. */
inline Vector8 and_where(Mask8 mask, Vector8 otherwise, Vector8 a, Vector8 b) {
  return _mm512_mask_and_epi64(otherwise, mask, a, b);
}

/** Eight words at an address that is a multiple of 64. */
inline Vector8 load_vector(const u64* source) { return _mm512_load_si512(source); }
inline void store_vector(u64* target, Vector8 a) { _mm512_store_si512(target, a); }

inline Vector8 interleave_low(Vector8 a, Vector8 b) { return __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14); }
inline Vector8 interleave_high(Vector8 a, Vector8 b) { return __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15); }

/** Pairs of rows of four words, (a, c), (b, d), (e, g), (f, h), become a vector a word with lanes a b c d e f g h. */
inline void transpose_pairs(Vector8 (&words)[4], Vector8 ac, Vector8 bd, Vector8 eg, Vector8 fh) {
  // Words 0 and 2 (even), 1 and 3 (odd) of rows a b c d and of rows e f g h: a0 b0 a2 b2 c0 d0 c2 d2.
  Vector8 even_abcd = interleave_low(ac, bd), odd_abcd = interleave_high(ac, bd);
  Vector8 even_efgh = interleave_low(eg, fh), odd_efgh = interleave_high(eg, fh);
  words[0] = __builtin_shufflevector(even_abcd, even_efgh, 0, 1, 4, 5, 8, 9, 12, 13);
  words[1] = __builtin_shufflevector(odd_abcd, odd_efgh, 0, 1, 4, 5, 8, 9, 12, 13);
  words[2] = __builtin_shufflevector(even_abcd, even_efgh, 2, 3, 6, 7, 10, 11, 14, 15);
  words[3] = __builtin_shufflevector(odd_abcd, odd_efgh, 2, 3, 6, 7, 10, 11, 14, 15);
}
/** Undoes `transpose_pairs`. */
inline void transpose_words(Vector8 (&pairs)[4], const Vector8 (&words)[4]) {
  // Words 0 1 and words 2 3 of rows a c e g and of rows b d f h; then the halves of a row come together.
  Vector8 low_aceg = interleave_low(words[0], words[1]), low_bdfh = interleave_high(words[0], words[1]);
  Vector8 high_aceg = interleave_low(words[2], words[3]), high_bdfh = interleave_high(words[2], words[3]);
  pairs[0] = __builtin_shufflevector(low_aceg, high_aceg, 0, 1, 8, 9, 2, 3, 10, 11);
  pairs[1] = __builtin_shufflevector(low_bdfh, high_bdfh, 0, 1, 8, 9, 2, 3, 10, 11);
  pairs[2] = __builtin_shufflevector(low_aceg, high_aceg, 4, 5, 12, 13, 6, 7, 14, 15);
  pairs[3] = __builtin_shufflevector(low_bdfh, high_bdfh, 4, 5, 12, 13, 6, 7, 14, 15);
}

inline Vector8 load_two_rows(const std::uint8_t* low, const std::uint8_t* high) {
  return __builtin_shufflevector(_mm256_loadu_si256((const __m256i_u*)low), _mm256_loadu_si256((const __m256i_u*)high), 0, 1, 2, 3,
                                 4, 5, 6, 7);
}
inline void store_two_rows(Vector8 pair, std::uint8_t* low, std::uint8_t* high) {
  _mm256_storeu_si256((__m256i_u*)low, __builtin_shufflevector(pair, pair, 0, 1, 2, 3));
  _mm256_storeu_si256((__m256i_u*)high, __builtin_shufflevector(pair, pair, 4, 5, 6, 7));
}

/** Eight rows of four words (32 bytes, any alignment) into a vector a word: lane k of words[i] is word i of row k. */
inline void load_rows(Vector8 (&words)[4], const std::uint8_t* const* rows) {
  transpose_pairs(words, load_two_rows(rows[0], rows[2]), load_two_rows(rows[1], rows[3]), load_two_rows(rows[4], rows[6]),
                  load_two_rows(rows[5], rows[7]));
}
/** Undoes `load_rows`; rows are written from 0 to 7. */
inline void store_rows(const Vector8 (&words)[4], std::uint8_t* const* rows) {
  Vector8 pairs[4];
  transpose_words(pairs, words);
  store_two_rows(pairs[0], rows[0], rows[2]);
  store_two_rows(pairs[1], rows[1], rows[3]);
  store_two_rows(pairs[2], rows[4], rows[6]);
  store_two_rows(pairs[3], rows[5], rows[7]);
}

/** As `load_rows` for 256 bytes that lie together, any alignment; lanes 0 to 7 hold rows 0 2 1 3 4 6 5 7. */
inline void load_block(Vector8 (&words)[4], const void* block) {
  const std::uint8_t* bytes = (const std::uint8_t*)block;
  transpose_pairs(words, _mm512_loadu_si512(bytes), _mm512_loadu_si512(bytes + 64), _mm512_loadu_si512(bytes + 128),
                  _mm512_loadu_si512(bytes + 192));
}
/** Undoes `load_block`. */
inline void store_block(const Vector8 (&words)[4], void* block) {
  std::uint8_t* bytes = (std::uint8_t*)block;
  Vector8 pairs[4];
  transpose_words(pairs, words);
  for (int i = 0; i < 4; i++) _mm512_storeu_si512(bytes + 64 * i, pairs[i]);
}

}  // namespace proofpress
