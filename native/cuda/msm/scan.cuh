#pragma once

#include "../runtime/platform.cuh"

namespace proofpress::cuda {

constexpr unsigned scan_threads = 256, scan_items = 8, scan_tile = scan_threads * scan_items;

/** Sum of the values of the threads before this one; `total` is that of all. For blocks of `scan_threads`, as many `sums`. */
__device__ inline uint32_t scan_block(uint32_t value, uint32_t* sums, uint32_t& total) {
  uint32_t thread = threadIdx.x;
  sums[thread] = value;
  __syncthreads();
  for (uint32_t distance = 1; distance < scan_threads; distance *= 2) {
    uint32_t before = thread >= distance ? sums[thread - distance] : 0;
    __syncthreads();
    sums[thread] += before;
    __syncthreads();
  }
  uint32_t through = sums[thread];
  total = sums[scan_threads - 1];
  // Another scan of this block may follow.
  __syncthreads();
  return through - value;
}

/** The sum of each tile of `scan_tile` values. */
__global__ void __launch_bounds__(scan_threads) sum_tiles(const uint32_t* values, uint32_t count, uint32_t* tile_sums) {
  PROOFPRESS_SHARED(uint32_t, sums, scan_threads);
  uint32_t sum = 0;
  for (uint32_t item = 0; item < scan_items; item++) {
    uint32_t i = blockIdx.x * scan_tile + item * scan_threads + threadIdx.x;
    if (i < count) sum += values[i];
  }
  uint32_t total;
  scan_block(sum, sums, total);
  if (threadIdx.x == 0) tile_sums[blockIdx.x] = total;
}

/** Each tile's sum becomes the sum of those before it. One block. */
__global__ void __launch_bounds__(scan_threads) scan_tile_sums(uint32_t* tile_sums, uint32_t tiles) {
  PROOFPRESS_SHARED(uint32_t, sums, scan_threads);
  uint32_t before = 0;
  for (uint32_t first = 0; first < tiles; first += scan_threads) {
    uint32_t i = first + threadIdx.x;
    uint32_t total, value = i < tiles ? tile_sums[i] : 0;
    uint32_t sum = scan_block(value, sums, total);
    if (i < tiles) tile_sums[i] = before + sum;
    before += total;
  }
}

/** Each value becomes the sum of those before it. */
__global__ void __launch_bounds__(scan_threads) scan_tiles(uint32_t* values, uint32_t count, const uint32_t* tile_sums) {
  PROOFPRESS_SHARED(uint32_t, sums, scan_threads);
  uint32_t first = blockIdx.x * scan_tile + threadIdx.x * scan_items;
  uint32_t own[scan_items], sum = 0;
#pragma unroll
  for (uint32_t item = 0; item < scan_items; item++) {
    own[item] = first + item < count ? values[first + item] : 0;
    sum += own[item];
  }
  uint32_t total;
  uint32_t before = tile_sums[blockIdx.x] + scan_block(sum, sums, total);
#pragma unroll
  for (uint32_t item = 0; item < scan_items; item++) {
    if (first + item < count) values[first + item] = before;
    before += own[item];
  }
}

}  // namespace proofpress::cuda
