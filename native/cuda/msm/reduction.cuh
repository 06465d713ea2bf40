#pragma once

#include "sums.cuh"

namespace proofpress::cuda {

constexpr unsigned reduction_threads = 128;

/**
 * The first half of the sum over b of (b + 1) * bucket b. The buckets of a window are cut into runs of `run`; for run s the device
 * walks down and leaves
 *   plain[s] = sum of its buckets,  inner[s] = sum over j of (j + 1) * bucket s * run + j,
 * so that the window's sum is that of all inner[s], plus run * (sum over s of s * plain[s]).
 *
 * @param runs number of runs of all windows
 */
template <class H>
__global__ void __launch_bounds__(reduction_threads, full_blocks<H>)
    reduce_runs(const Xyzz<typename H::Stored>* buckets, uint32_t run, uint32_t runs, Xyzz<typename H::Stored>* plain,
                Xyzz<typename H::Stored>* inner) {
  PROOFPRESS_DYNAMIC_SHARED(uint4, shared);
  using Held = typename H::Held;
  // The sum of the buckets until now, and the sum of those sums: what is not being added leaves the registers.
  const SharedPoints<Held> sums[2] = {{shared}, {shared + SharedPoints<Held>::bytes(reduction_threads) / sizeof(uint4)}};
  const uint32_t s = point_in_grid<H>();
  const bool is_present = s < runs;
  if (H::threads == 1 && !is_present) return;
  // Threads without a run of their own walk down the first one.
  const Xyzz<typename H::Stored>* own = buckets + (is_present ? (std::size_t)s * run : 0);
  sums[0].store(threadIdx.x, Xyzz<Held>::infinity());
  sums[1].store(threadIdx.x, Xyzz<Held>::infinity());
  // Both additions of a step through one piece of code: it is long, and twice its length would not stay in the cache.
  for (uint32_t step = 0; step < 2 * run; step++) {
    const uint32_t second = step & 1;
    const Xyzz<Held> added = second ? sums[0].load(threadIdx.x) : H::load(own + run - 1 - step / 2);
    const SharedPoints<Held> target{second ? sums[1].units : sums[0].units};
    target.store(threadIdx.x, add(target.load(threadIdx.x), added));
  }
  if (!is_present) return;
  H::store(plain + s, sums[0].load(threadIdx.x));
  H::store(inner + s, sums[1].load(threadIdx.x));
}

/**
 * The second half: the sum over s of s * plain[s] is that over the bits j of 2^j * (sum of plain[s] with bit j in s). Block
 * (j, window) makes that sum for j below `run_bits`, and for j = run_bits the sum of all inner[s].
 *
 * @param results (run_bits + 1) sums a window, window after window
 */
template <class H>
__global__ void __launch_bounds__(reduction_threads, full_blocks<H>)
    reduce_bits(const Xyzz<typename H::Stored>* plain, const Xyzz<typename H::Stored>* inner, uint32_t run_bits,
                Xyzz<typename H::Stored>* results) {
  PROOFPRESS_DYNAMIC_SHARED(uint4, shared);
  const uint32_t bit = blockIdx.x, window = blockIdx.y;
  const bool is_inner = bit == run_bits;
  const Xyzz<typename H::Stored>* own = (is_inner ? inner : plain) + ((std::size_t)window << run_bits);
  const uint32_t count = is_inner ? 1u << run_bits : (1u << run_bits) / 2, step = blockDim.x / H::threads;
  const auto load = [&](uint32_t round) {
    const uint32_t i = round * step + point_in_block<H>();
    const uint32_t with_bit = (i >> bit) << (bit + 1) | 1u << bit | (i & ((1u << bit) - 1));
    return i < count ? H::load(own + (is_inner ? i : with_bit)) : Xyzz<typename H::Held>::infinity();
  };
  const Xyzz<typename H::Held> sum =
      sum_block<H>(Xyzz<typename H::Held>::infinity(), (count + step - 1) / step, load, {shared});
  if (point_in_block<H>() == 0) H::store(results + window * (run_bits + 1) + bit, sum);
}

}  // namespace proofpress::cuda
