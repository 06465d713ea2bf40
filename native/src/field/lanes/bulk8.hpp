#pragma once

#include "field8.hpp"

namespace proofpress {

using Fr8 = Field8<FrParameters>;

/** `multiply_bulk` for the multiple of eight elements up to n; returns how many. */
inline std::size_t multiply_lanes(Fr* out, const Fr* a, const Fr* b, std::size_t n) {
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8)
    multiply(Fr8::load_together<4>(a + i), Fr8::load_together(b + i)).canonical<2>().store_together(out + i);
  return i;
}

/** `multiply_subtract_bulk` for the multiple of eight elements up to n; returns how many. */
inline std::size_t multiply_subtract_lanes(Fr* out, const Fr* a, const Fr* b, const Fr* c, std::size_t n) {
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    const Loose8<FrParameters> product = multiply(Fr8::load_together<4>(a + i), Fr8::load_together(b + i));
    (product - Fr8::load_together(c + i)).plus_modulus<1>().canonical<4>().store_together(out + i);
  }
  return i;
}

}  // namespace proofpress
