#pragma once

#include "../runtime/platform.cuh"

namespace proofpress::cuda {

/**
 * How scalars are cut: `count` signed digits of `width` bits, each from -2^(width-1) to 2^(width-1). A scalar is taken as
 * sign * magnitude with magnitude <= (r - 1) / 2 < 2^253; one bit more is kept for the highest digit's sign.
 */
struct Windows {
  uint32_t width, count;
  /** Added to a magnitude, it makes every signed digit but the highest an unsigned one, shifted by 2^(width-1). */
  uint32_t bias[8];

  /** Buckets of one window: the digits' absolute values 1 to 2^(width-1). */
  __host__ __device__ uint32_t buckets() const { return 1u << (width - 1); }
  /** Buckets of all windows; bucket |digit| - 1 of window w stands at w * buckets() + |digit| - 1. */
  __host__ __device__ uint32_t all_buckets() const { return count << (width - 1); }
};

constexpr unsigned scalar_bits = 253;

/** Windows of `width` bits, 3 to 24. */
inline Windows windows_of_width(unsigned width) {
  Windows windows{width, (scalar_bits + 1 + width - 1) / width, {}};
  for (unsigned window = 0; window + 1 < windows.count; window++) {
    unsigned bit = window * width + width - 1;
    windows.bias[bit / 32] |= 1u << (bit % 32);
  }
  return windows;
}

}  // namespace proofpress::cuda
