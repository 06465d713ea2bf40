#pragma once

#include "sums.cuh"

namespace proofpress::cuda {

template <class F>
constexpr unsigned reduction_threads = 128;

/** a where `condition` holds, else b; without a branch, for a choice by address would move both to memory. */
template <class F>
__device__ __forceinline__ Xyzz<F> select(bool condition, const Xyzz<F>& a, const Xyzz<F>& b) {
  return {select(condition, a.x, b.x), select(condition, a.y, b.y), select(condition, a.zz, b.zz), select(condition, a.zzz, b.zzz)};
}

/**
 * The first half of the sum over b of (b + 1) * bucket b. The buckets of a window are cut into runs of `run`; thread s walks
 * down its run and leaves
 *   plain[s] = sum of its buckets,  inner[s] = sum over j of (j + 1) * bucket s * run + j,
 * so that the window's sum is that of all inner[s], plus run * (sum over s of s * plain[s]).
 *
 * @param runs number of runs of all windows
 */
template <class F>
__global__ void __launch_bounds__(reduction_threads<F>)
    reduce_runs(const Xyzz<F>* buckets, uint32_t run, uint32_t runs, Xyzz<F>* plain, Xyzz<F>* inner) {
  uint32_t s = blockIdx.x * blockDim.x + threadIdx.x;
  if (s >= runs) return;
  const Xyzz<F>* own = buckets + (std::size_t)s * run;
  Xyzz<F> running = Xyzz<F>::infinity(), weighted = running;
  // Both additions of a step through one piece of code: it is long, and twice its length would not stay in the cache.
  for (uint32_t step = 0; step < 2 * run; step++) {
    bool second = step & 1;
    const Xyzz<F> bucket = own[run - 1 - step / 2];
    const Xyzz<F> sum = add(select(second, weighted, running), select(second, running, bucket));
    weighted = select(second, sum, weighted);
    running = select(second, running, sum);
  }
  plain[s] = running;
  inner[s] = weighted;
}

/**
 * The second half: the sum over s of s * plain[s] is that over the bits j of 2^j * (sum of plain[s] with bit j in s). Block
 * (j, window) makes that sum for j below `run_bits`, and for j = run_bits the sum of all inner[s].
 *
 * @param results (run_bits + 1) sums a window, window after window
 */
template <class F>
__global__ void __launch_bounds__(reduction_threads<F>)
    reduce_bits(const Xyzz<F>* plain, const Xyzz<F>* inner, uint32_t run_bits, Xyzz<F>* results) {
  PROOFPRESS_DYNAMIC_SHARED(Xyzz<F>, shared);
  uint32_t bit = blockIdx.x, window = blockIdx.y;
  bool is_inner = bit == run_bits;
  const Xyzz<F>* own = (is_inner ? inner : plain) + ((std::size_t)window << run_bits);
  uint32_t count = is_inner ? 1u << run_bits : (1u << run_bits) / 2;
  Xyzz<F> sum = Xyzz<F>::infinity();
  for (uint32_t i = threadIdx.x; i < count; i += blockDim.x) {
    uint32_t with_bit = (i >> bit) << (bit + 1) | 1u << bit | (i & ((1u << bit) - 1));
    sum = add(sum, own[is_inner ? i : with_bit]);
  }
  sum = sum_block(sum, shared);
  if (threadIdx.x == 0) results[window * (run_bits + 1) + bit] = sum;
}

}  // namespace proofpress::cuda
