#pragma once

#include "../field/carry.cuh"
#include "../field/moduli.cuh"
#include "schedule-view.cuh"

namespace proofpress::cuda {

constexpr unsigned digit_threads = 256;

/** s and 0, or r - s and 1: whichever is smaller. `scalar` is plain and below r. */
__device__ inline uint32_t take_smaller_residue(uint32_t (&scalar)[8]) {
  Carry carry;
  uint32_t opposite[8];
  opposite[0] = sub_cc(carry, FrModulus::limb(0), scalar[0]);
#pragma unroll
  for (int i = 1; i < 7; i++) opposite[i] = subc_cc(carry, FrModulus::limb(i), scalar[i]);
  opposite[7] = subc(carry, FrModulus::limb(7), scalar[7]);
  bool negative = false, decided = false;
#pragma unroll
  for (int i = 7; i >= 0; i--) {
    if (!decided && opposite[i] != scalar[i]) {
      negative = opposite[i] < scalar[i];
      decided = true;
    }
  }
#pragma unroll
  for (int i = 0; i < 8; i++) scalar[i] = negative ? opposite[i] : scalar[i];
  return negative;
}

/**
 * Makes biased magnitudes of `count` plain scalars below r (8 limbs each). The scalars 1 and -1 go to a list of their own
 * and count as zero here, for in witnesses they are the rule and would all meet in one bucket.
 */
__global__ void __launch_bounds__(digit_threads) split_scalars(const uint32_t* scalars, uint32_t count, ScheduleView view) {
  PROOFPRESS_SHARED(uint32_t, ones_of_block, 1);
  PROOFPRESS_SHARED(uint32_t, first_one, 1);
  uint32_t i = blockIdx.x * blockDim.x + threadIdx.x;
  if (threadIdx.x == 0) *ones_of_block = 0;
  __syncthreads();

  bool is_one = false;
  uint32_t negative = 0, place = 0;
  if (i < count) {
    uint32_t limb[8];
    const uint32_t* source = scalars + (std::size_t)8 * i;
#pragma unroll
    for (int k = 0; k < 8; k++) limb[k] = source[k];
    negative = take_smaller_residue(limb);
    uint32_t rest = limb[0] ^ 1;
#pragma unroll
    for (int k = 1; k < 8; k++) rest |= limb[k];
    is_one = rest == 0;
    if (is_one) {
      limb[0] = 0;
      place = atomicAdd(ones_of_block, 1u);
    }
    uint64_t sum = 0;
#pragma unroll
    for (int k = 0; k < 8; k++) {
      sum = (sum >> 32) + limb[k] + view.windows.bias[k];
      view.magnitudes[(std::size_t)k * view.stride + i] = (uint32_t)sum | (k == 7 ? negative << 31 : 0);
    }
  }
  __syncthreads();
  if (threadIdx.x == 0 && *ones_of_block > 0) *first_one = atomicAdd(&view.counters->ones, *ones_of_block);
  __syncthreads();
  if (is_one) view.ones[*first_one + place] = 2 * i + negative;
}

/** A bucket of all windows and the sign with which a point goes into it. */
struct BucketOfDigit {
  bool is_zero;
  uint32_t bucket, negative;
};

__device__ inline BucketOfDigit bucket_of_digit(const ScheduleView& view, uint32_t window, uint32_t i) {
  const Windows& windows = view.windows;
  uint32_t low = window * windows.width, limb = low / 32, shift = low % 32;
  uint32_t top = view.magnitudes[(std::size_t)7 * view.stride + i];
  uint32_t negative = top >> 31;
  top &= 0x7fffffff;
  uint32_t word = (limb == 7 ? top : view.magnitudes[(std::size_t)limb * view.stride + i]) >> shift;
  if (shift + windows.width > 32 && limb < 7)
    word |= (limb == 6 ? top : view.magnitudes[(std::size_t)(limb + 1) * view.stride + i]) << (32 - shift);
  word &= 2 * windows.buckets() - 1;
  int32_t digit = window + 1 == windows.count ? (int32_t)word : (int32_t)word - (int32_t)windows.buckets();
  uint32_t size = (uint32_t)(digit < 0 ? -digit : digit);
  return {size == 0, window * windows.buckets() + size - 1, negative ^ (uint32_t)(digit < 0)};
}

/** Sizes of the buckets into `ends`, which is zero before. A block's second index is the window. */
__global__ void __launch_bounds__(digit_threads) count_digits(uint32_t count, ScheduleView view) {
  uint32_t i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  BucketOfDigit digit = bucket_of_digit(view, blockIdx.y, i);
  if (!digit.is_zero) atomicAdd(&view.ends[digit.bucket], 1u);
}

/**
 * Writes the entries in the order of their buckets; `ends` holds the buckets' starts before and their ends afterwards. The
 * blocks of a window follow each other, so that what they write stays in the cache until its lines are full.
 */
__global__ void __launch_bounds__(digit_threads) sort_digits(uint32_t count, ScheduleView view) {
  uint32_t i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  BucketOfDigit digit = bucket_of_digit(view, blockIdx.y, i);
  if (!digit.is_zero) view.entries[atomicAdd(&view.ends[digit.bucket], 1u)] = 2 * i + digit.negative;
}

}  // namespace proofpress::cuda
