#pragma once

#include <cstddef>

#include "bn254.hpp"
#include "lanes/vector8.hpp"
#ifdef PROOFPRESS_HAS_LANES
#include "../ntt/lanes/butterfly8.hpp"
#endif

// Many products at once on arrays of the scalar field, by lanes of eight where the build has them. Elements are in Montgomery
// form and fully reduced, going in and coming out, so all builds give the same bytes. An output may be one of its own inputs
// (the very same place, no partial overlap).
namespace proofpress {

/** Defines `done`: how many of the n items the lanes did; the rest is left to scalar code. */
#ifdef PROOFPRESS_HAS_LANES
#define PROOFPRESS_DONE_BY_LANES(call) const std::size_t done = call
#else
#define PROOFPRESS_DONE_BY_LANES(call) constexpr std::size_t done = 0
#endif

/** out[i] = a[i] b[i] for i < n. */
inline void multiply_bulk(Fr* out, const Fr* a, const Fr* b, std::size_t n) {
  PROOFPRESS_DONE_BY_LANES(multiply_lanes(out, a, b, n));
  for (std::size_t i = done; i < n; i++) out[i] = a[i] * b[i];
}

/** out[i] = a[i] b[i] - c[i] for i < n. */
inline void multiply_subtract_bulk(Fr* out, const Fr* a, const Fr* b, const Fr* c, std::size_t n) {
  PROOFPRESS_DONE_BY_LANES(multiply_subtract_lanes(out, a, b, c, n));
  for (std::size_t i = done; i < n; i++) out[i] = a[i] * b[i] - c[i];
}

/** (a, b) becomes (a + b, (a - b) twiddle): a butterfly of decimation in frequency (Gentleman, Sande). */
inline void butterfly_forward(Fr& a, Fr& b, const Fr& twiddle) {
  Fr difference = a - b;
  a += b;
  b = difference * twiddle;
}
/** (a, b) becomes (a + twiddle b, a - twiddle b): a butterfly of decimation in time (Cooley, Tukey). */
inline void butterfly_inverse(Fr& a, Fr& b, const Fr& twiddle) {
  Fr product = b * twiddle;
  b = a - product;
  a += product;
}
/** Either of them for a twiddle of one. */
inline void butterfly_plain(Fr& a, Fr& b) {
  Fr difference = a - b;
  a += b;
  b = difference;
}

/** `butterfly_forward` of a[i], b[i] with twiddles[i] for i < n. */
inline void butterfly_forward_bulk(Fr* a, Fr* b, const Fr* twiddles, std::size_t n) {
  PROOFPRESS_DONE_BY_LANES(butterfly_forward_lanes(a, b, twiddles, n));
  for (std::size_t i = done; i < n; i++) butterfly_forward(a[i], b[i], twiddles[i]);
}

/** `butterfly_inverse` of a[i], b[i] with twiddles[i] for i < n. */
inline void butterfly_inverse_bulk(Fr* a, Fr* b, const Fr* twiddles, std::size_t n) {
  PROOFPRESS_DONE_BY_LANES(butterfly_inverse_lanes(a, b, twiddles, n));
  for (std::size_t i = done; i < n; i++) butterfly_inverse(a[i], b[i], twiddles[i]);
}

/**
 * Two layers of forward butterflies in one pass over memory, for i < n: (a, c) with twiddles_ac and (b, d) with twiddles_bd;
 * then (a, b) and (c, d), both with `twiddles`. In a transform a, b, c, d lie m places apart each, twiddles_ac and twiddles_bd
 * are the first and second half of the layer 2 m, and `twiddles` is the layer m.
 */
inline void butterfly4_forward_bulk(Fr* a, Fr* b, Fr* c, Fr* d, const Fr* twiddles_ac, const Fr* twiddles_bd, const Fr* twiddles,
                                    std::size_t n) {
  PROOFPRESS_DONE_BY_LANES(butterfly4_forward_lanes(a, b, c, d, twiddles_ac, twiddles_bd, twiddles, n));
  for (std::size_t i = done; i < n; i++) {
    butterfly_forward(a[i], c[i], twiddles_ac[i]);
    butterfly_forward(b[i], d[i], twiddles_bd[i]);
    butterfly_forward(a[i], b[i], twiddles[i]);
    butterfly_forward(c[i], d[i], twiddles[i]);
  }
}

/** Two layers of inverse butterflies in one pass, for i < n: (a, b) and (c, d) with `twiddles`; then (a, c) and (b, d). */
inline void butterfly4_inverse_bulk(Fr* a, Fr* b, Fr* c, Fr* d, const Fr* twiddles_ac, const Fr* twiddles_bd, const Fr* twiddles,
                                    std::size_t n) {
  PROOFPRESS_DONE_BY_LANES(butterfly4_inverse_lanes(a, b, c, d, twiddles_ac, twiddles_bd, twiddles, n));
  for (std::size_t i = done; i < n; i++) {
    butterfly_inverse(a[i], b[i], twiddles[i]);
    butterfly_inverse(c[i], d[i], twiddles[i]);
    butterfly_inverse(a[i], c[i], twiddles_ac[i]);
    butterfly_inverse(b[i], d[i], twiddles_bd[i]);
  }
}

/**
 * The last three layers of a forward transform (4, 2 and 1 places apart) on n blocks of eight elements that follow each other.
 * twiddles[j] = w^j for j < 4, w the root of order 8 that the transform uses (its layer 4). Five products a block, not twelve.
 */
inline void transform_eights_forward_bulk(Fr* values, const Fr* twiddles, std::size_t n) {
  PROOFPRESS_DONE_BY_LANES(transform_eights_forward_lanes(values, twiddles, n));
  for (std::size_t i = done; i < n; i++) {
    Fr* v = values + 8 * i;
    butterfly_plain(v[0], v[4]);
    for (int j = 1; j < 4; j++) butterfly_forward(v[j], v[j + 4], twiddles[j]);
    for (int half = 0; half < 8; half += 4) {
      butterfly_plain(v[half], v[half + 2]);
      butterfly_forward(v[half + 1], v[half + 3], twiddles[2]);
    }
    for (int j = 0; j < 8; j += 2) butterfly_plain(v[j], v[j + 1]);
  }
}

/** The first three layers of an inverse transform (1, 2 and 4 places apart); otherwise as `transform_eights_forward_bulk`. */
inline void transform_eights_inverse_bulk(Fr* values, const Fr* twiddles, std::size_t n) {
  PROOFPRESS_DONE_BY_LANES(transform_eights_inverse_lanes(values, twiddles, n));
  for (std::size_t i = done; i < n; i++) {
    Fr* v = values + 8 * i;
    for (int j = 0; j < 8; j += 2) butterfly_plain(v[j], v[j + 1]);
    for (int half = 0; half < 8; half += 4) {
      butterfly_plain(v[half], v[half + 2]);
      butterfly_inverse(v[half + 1], v[half + 3], twiddles[2]);
    }
    butterfly_plain(v[0], v[4]);
    for (int j = 1; j < 4; j++) butterfly_inverse(v[j], v[j + 4], twiddles[j]);
  }
}

#undef PROOFPRESS_DONE_BY_LANES

}  // namespace proofpress
