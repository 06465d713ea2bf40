#pragma once

#include <cstddef>

#include "bn254.hpp"

// Many products at once on arrays of the scalar field. Elements are in Montgomery form and fully reduced, going in and coming
// out, so all builds give the same bytes. Unless a function says otherwise, an output may be one of its own inputs (the very
// same place, no partial overlap).
namespace proofpress {

/** out[i] = a[i] b[i] for i < n. */
inline void multiply_bulk(Fr* out, const Fr* a, const Fr* b, std::size_t n) {
  for (std::size_t i = 0; i < n; i++) out[i] = a[i] * b[i];
}

/** out[i] = a[i] b[i] - c[i] for i < n. */
inline void multiply_subtract_bulk(Fr* out, const Fr* a, const Fr* b, const Fr* c, std::size_t n) {
  for (std::size_t i = 0; i < n; i++) out[i] = a[i] * b[i] - c[i];
}

/** (a[i], b[i]) becomes (a[i] + b[i], (a[i] - b[i]) twiddles[i]): a butterfly of decimation in frequency (Gentleman, Sande). */
inline void butterfly_forward_bulk(Fr* a, Fr* b, const Fr* twiddles, std::size_t n) {
  for (std::size_t i = 0; i < n; i++) {
    Fr difference = a[i] - b[i];
    a[i] += b[i];
    b[i] = difference * twiddles[i];
  }
}

/** (a[i], b[i]) becomes (a[i] + twiddles[i] b[i], a[i] - twiddles[i] b[i]): decimation in time (Cooley, Tukey). */
inline void butterfly_inverse_bulk(Fr* a, Fr* b, const Fr* twiddles, std::size_t n) {
  for (std::size_t i = 0; i < n; i++) {
    Fr product = b[i] * twiddles[i];
    b[i] = a[i] - product;
    a[i] += product;
  }
}

}  // namespace proofpress
