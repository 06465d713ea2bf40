#pragma once

#include "../curve/xyzz.cuh"
#include "schedule-view.cuh"

namespace proofpress::cuda {

/** Threads of a block: points of G2 take twice the registers and shared memory. */
template <class F>
constexpr unsigned sum_threads = 128;
template <class F>
constexpr unsigned join_threads = 64;

/** Point of an entry with its sign; infinity where it stands before `first`, the place of the first point that there is. */
template <class F>
__device__ inline Affine<F> point_of_entry(const Affine<F>* points, uint32_t first, uint32_t entry) {
  uint32_t place = entry >> 1;
  if (place < first) return Affine<F>::infinity();
  Affine<F> point = points[place - first];
  point.y = neg_if(entry & 1, point.y);
  return point;
}

/** Sum over the threads of the block, in thread 0. `shared` has a place for each thread. */
template <class F>
__device__ inline Xyzz<F> sum_block(const Xyzz<F>& own, Xyzz<F>* shared) {
  Xyzz<F> sum = own;
  shared[threadIdx.x] = sum;
  __syncthreads();
  for (uint32_t half = blockDim.x / 2; half > 0; half /= 2) {
    if (threadIdx.x < half) {
      sum = add(sum, shared[threadIdx.x + half]);
      shared[threadIdx.x] = sum;
    }
    __syncthreads();
  }
  return sum;
}

/** Every task's sum, one thread a task. */
template <class F>
__global__ void __launch_bounds__(sum_threads<F>)
    sum_tasks(const Affine<F>* points, uint32_t first, ScheduleView view, Xyzz<F>* sums) {
  uint32_t i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= view.counters->tasks) return;
  const Task task = view.tasks[i];
  Xyzz<F> sum = Xyzz<F>::infinity();
  for (uint32_t k = 0; k < task.length; k++)
    sum = add_mixed(sum, point_of_entry(points, first, view.entries[task.start + k]));
  sums[task.target] = sum;
}

/** Sums over the scalars 1 and -1, one a block, as the first parts. */
template <class F>
__global__ void __launch_bounds__(sum_threads<F>)
    sum_ones(const Affine<F>* points, uint32_t first, ScheduleView view, Xyzz<F>* sums) {
  PROOFPRESS_DYNAMIC_SHARED(Xyzz<F>, shared);
  Xyzz<F> sum = Xyzz<F>::infinity();
  for (uint32_t i = blockIdx.x * blockDim.x + threadIdx.x; i < view.counters->ones; i += gridDim.x * blockDim.x)
    sum = add_mixed(sum, point_of_entry(points, first, view.ones[i]));
  sum = sum_block(sum, shared);
  if (threadIdx.x == 0) sums[view.first_part() + blockIdx.x] = sum;
}

/** Joins the parts of split buckets, a block a bucket. */
template <class F>
__global__ void __launch_bounds__(join_threads<F>) join_parts(ScheduleView view, Xyzz<F>* sums) {
  PROOFPRESS_DYNAMIC_SHARED(Xyzz<F>, shared);
  for (uint32_t i = blockIdx.x; i < view.counters->split_buckets; i += gridDim.x) {
    const SplitBucket split = view.split_buckets[i];
    const Xyzz<F>* parts = sums + view.first_part() + split.first_part;
    Xyzz<F> sum = Xyzz<F>::infinity();
    for (uint32_t part = threadIdx.x; part < split.parts; part += blockDim.x) sum = add(sum, parts[part]);
    sum = sum_block(sum, shared);
    if (threadIdx.x == 0) sums[split.bucket] = sum;
    __syncthreads();
  }
}

}  // namespace proofpress::cuda
