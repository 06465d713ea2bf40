#pragma once

#include "../curve/shared-points.cuh"
#include "schedule-view.cuh"

// Kernels that sum points. H says how threads hold a point: in one of them, or in two (Halves); then all threads of a warp stay
// together around every addition.
namespace proofpress::cuda {

constexpr unsigned sum_threads = 128, join_threads = 128;

/** Blocks of 128 threads that a multiprocessor shall hold: as many as the registers of an addition allow. */
template <class H>
constexpr unsigned mixed_blocks = sizeof(typename H::Held) == sizeof(Fq) ? 4 : 3;
template <class H>
constexpr unsigned full_blocks = sizeof(typename H::Held) == sizeof(Fq) ? 3 : 2;

/** Number of this thread's point in the block and in the grid. */
template <class H>
__device__ __forceinline__ uint32_t point_in_block() {
  return threadIdx.x / H::threads;
}
template <class H>
__device__ __forceinline__ uint32_t point_in_grid() {
  return (blockIdx.x * blockDim.x + threadIdx.x) / H::threads;
}

/** Point of an entry with its sign; infinity where it stands before `first`, the place of the first point that there is. */
template <class H>
__device__ __forceinline__ Affine<typename H::Held> point_of_entry(const Affine<typename H::Stored>* points, uint32_t first,
                                                                  uint32_t entry) {
  const uint32_t place = entry >> 1;
  if (place < first) return Affine<typename H::Held>::infinity();
  return negate_if(entry & 1, H::load(points + (place - first)));
}

/**
 * Sum over the points of the block, right for the first one: of `sum` and what load(0) to load(rounds - 1) give, each thread its
 * own. All these additions go through one piece of code. `rounds` is the same in all threads.
 */
template <class H, class Load>
__device__ __forceinline__ Xyzz<typename H::Held> sum_block(Xyzz<typename H::Held> sum, uint32_t rounds, Load load,
                                                            SharedPoints<typename H::Held> shared) {
  const uint32_t place = point_in_block<H>();
  uint32_t half = blockDim.x / H::threads / 2;
  for (uint32_t round = 0; round < rounds || half > 0; round++) {
    // Threads that only keep others company add infinity.
    Xyzz<typename H::Held> other = Xyzz<typename H::Held>::infinity();
    if (round < rounds) {
      other = load(round);
    } else {
      shared.store(threadIdx.x, sum);
      __syncthreads();
      if (place < half) other = shared.load(threadIdx.x + half * H::threads);
      __syncthreads();
      half /= 2;
    }
    sum = add(sum, other);
  }
  return sum;
}

/** Every task's sum. */
template <class H>
__global__ void __launch_bounds__(sum_threads, mixed_blocks<H>)
    sum_tasks(const Affine<typename H::Stored>* points, uint32_t first, ScheduleView view, Xyzz<typename H::Stored>* sums) {
  const uint32_t i = point_in_grid<H>();
  const bool is_present = i < view.counters->tasks;
  if (H::threads == 1 && !is_present) return;
  const Task task = is_present ? view.tasks[i] : Task{0, 0, 0, 0};
  Xyzz<typename H::Held> sum = Xyzz<typename H::Held>::infinity();
  for (uint32_t k = 0; H::goes_on(k < task.length); k++) {
    Affine<typename H::Held> point = Affine<typename H::Held>::infinity();
    if (k < task.length) point = point_of_entry<H>(points, first, view.entries[task.start + k]);
    sum = add_mixed(sum, point);
  }
  if (is_present) H::store(sums + task.target, sum);
}

/** Sums over the scalars 1 and -1, one a block, as the first parts. */
template <class H>
__global__ void __launch_bounds__(sum_threads, full_blocks<H>)
    sum_ones(const Affine<typename H::Stored>* points, uint32_t first, ScheduleView view, Xyzz<typename H::Stored>* sums) {
  PROOFPRESS_DYNAMIC_SHARED(uint4, shared);
  const uint32_t ones = view.counters->ones, step = gridDim.x * (blockDim.x / H::threads);
  Xyzz<typename H::Held> sum = Xyzz<typename H::Held>::infinity();
  for (uint32_t i = point_in_grid<H>(); H::goes_on(i < ones); i += step) {
    Affine<typename H::Held> point = Affine<typename H::Held>::infinity();
    if (i < ones) point = point_of_entry<H>(points, first, view.ones[i]);
    sum = add_mixed(sum, point);
  }
  sum = sum_block<H>(sum, 0, [](uint32_t) { return Xyzz<typename H::Held>::infinity(); }, {shared});
  if (point_in_block<H>() == 0) H::store(sums + view.first_part() + blockIdx.x, sum);
}

/** Joins the parts of split buckets, a block a bucket. */
template <class H>
__global__ void __launch_bounds__(join_threads, full_blocks<H>) join_parts(ScheduleView view, Xyzz<typename H::Stored>* sums) {
  PROOFPRESS_DYNAMIC_SHARED(uint4, shared);
  const uint32_t step = blockDim.x / H::threads, own = point_in_block<H>();
  for (uint32_t i = blockIdx.x; i < view.counters->split_buckets; i += gridDim.x) {
    const SplitBucket split = view.split_buckets[i];
    const Xyzz<typename H::Stored>* parts = sums + view.first_part() + split.first_part;
    const auto load = [&](uint32_t round) {
      const uint32_t part = round * step + own;
      return part < split.parts ? H::load(parts + part) : Xyzz<typename H::Held>::infinity();
    };
    const Xyzz<typename H::Held> sum =
        sum_block<H>(Xyzz<typename H::Held>::infinity(), (split.parts + step - 1) / step, load, {shared});
    if (own == 0) H::store(sums + split.bucket, sum);
  }
}

}  // namespace proofpress::cuda
