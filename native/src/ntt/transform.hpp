#pragma once

#include "../platform/work.hpp"
#include "twiddles.hpp"

namespace proofpress {

/**
 * values[rev(k)] = sum_i values[i] w^(ik): natural order in, bit-reversed order out, w = fr_root_of_unity(power). Decimation in
 * frequency; no permutation pass.
 */
void transform_to_reversed(Fr* values, const Twiddles& twiddles, Work& work);

/** values[i] = sum_k values[rev(k)] w^(ik): bit-reversed order in, natural order out. Decimation in time. */
void transform_from_reversed(Fr* values, const Twiddles& twiddles, Work& work);

/** The lowest `bits` bits of `index` in reverse. */
inline std::size_t reverse_bits(std::size_t index, unsigned bits) {
  std::size_t reversed = 0;
  for (unsigned i = 0; i < bits; i++) reversed |= ((index >> i) & 1) << (bits - 1 - i);
  return reversed;
}

}  // namespace proofpress
