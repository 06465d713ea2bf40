#pragma once

#include "affine.hpp"

namespace proofpress {

__extension__ typedef __int128 i128;

/**
 * a + b w with w^2 + w + 1 = 0. On G1 multiplication by w is the map (x, y) -> (beta x, y) with a cube root of unity beta in Fq
 * (Gallant, Lambert, Vanstone, CRYPTO 2001): it costs one product, and a scalar of 254 bits becomes one of these with both
 * parts below 2^127.
 */
struct EisensteinInteger {
  i128 a, b;

  bool is_zero() const { return a == 0 && b == 0; }
  /** Divisible by 2. */
  bool is_even() const { return ((a | b) & 1) == 0; }
  friend EisensteinInteger operator-(const EisensteinInteger& x, const EisensteinInteger& y) { return {x.a - y.a, x.b - y.b}; }
  EisensteinInteger operator-() const { return {-a, -b}; }
  EisensteinInteger times_w() const { return {-b, a - b}; }
};

/** The cube root of unity by which x coordinates are multiplied, and its square. */
Fq endomorphism_beta();
Fq endomorphism_beta_squared();
/** The number that w stands for modulo r. */
Fr endomorphism_lambda();

/** An Eisenstein integer that is `scalar` modulo r when w is lambda; |a|, |b| < 2^127. `scalar` is plain and below r. */
EisensteinInteger decompose_scalar(const U256& scalar);

}  // namespace proofpress
