#pragma once

#include <vector>

#include "../runtime/platform.cuh"

namespace proofpress::cuda {

/** log2 of the elements that a block keeps in shared memory: 32 KiB. */
constexpr unsigned ntt_tile_power = 10;
/** log2 of the least number of neighbouring elements that a block reads at once: 128 bytes. */
constexpr unsigned ntt_least_column_power = 2;
/** Largest transform: its table of roots has one entry more than elements, of roots of twice the order. */
constexpr unsigned ntt_largest_power = 26;

/**
 * One pass over all elements: `row_power` layers, whose butterflies are 2^stride_power to 2^(stride_power + row_power - 1) places
 * apart. A block takes the rows of 2^column_power neighbouring columns; where stride_power is 0 it takes neighbouring elements.
 */
struct NttPass {
  unsigned row_power, stride_power, column_power;
  __host__ __device__ unsigned tile_power() const { return row_power + column_power; }
};

/** The passes of a transform of 2^power elements, the one with the nearest neighbours first; none for a single element. */
inline std::vector<NttPass> plan_ntt(unsigned power) {
  std::vector<NttPass> passes;
  if (power == 0) return passes;
  unsigned done = power < ntt_tile_power ? power : ntt_tile_power;
  passes.push_back({done, 0, 0});
  constexpr unsigned most_rows = ntt_tile_power - ntt_least_column_power;
  // Passes of about the same depth, so that none has few columns without need.
  for (unsigned left = (power - done + most_rows - 1) / most_rows; left > 0; left--) {
    const unsigned rows = (power - done + left - 1) / left;
    passes.push_back({rows, done, ntt_tile_power - rows});
    done += rows;
  }
  return passes;
}

}  // namespace proofpress::cuda
