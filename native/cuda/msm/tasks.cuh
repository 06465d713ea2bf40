#pragma once

#include "plan.hpp"
#include "scan.cuh"
#include "schedule-view.cuh"

namespace proofpress::cuda {

constexpr unsigned task_threads = 256, buckets_of_thread = 8, task_tile = task_threads * buckets_of_thread;

/** Where the entries of a bucket stand, and over how many tasks they are spread. */
struct BucketExtent {
  uint32_t start, size, parts;
};

__device__ inline BucketExtent bucket_extent(const ScheduleView& view, uint32_t bucket) {
  if (bucket >= view.windows.all_buckets()) return {0, 0, 0};
  uint32_t start = bucket == 0 ? 0 : view.ends[bucket - 1], size = view.ends[bucket] - start;
  return {start, size, (size + view.segment - 1) / view.segment};
}

/** The number of tasks of each length: buckets longer than a segment are cut into parts that differ by one at most. */
__global__ void __launch_bounds__(task_threads) count_task_lengths(ScheduleView view) {
  PROOFPRESS_SHARED(uint32_t, counts, longest_segment + 1);
  for (uint32_t i = threadIdx.x; i <= view.segment; i += task_threads) counts[i] = 0;
  __syncthreads();
  for (uint32_t k = 0; k < buckets_of_thread; k++) {
    BucketExtent extent = bucket_extent(view, blockIdx.x * task_tile + k * task_threads + threadIdx.x);
    if (extent.size == 0) continue;
    uint32_t shorter = extent.size / extent.parts, longer_parts = extent.size % extent.parts;
    atomicAdd(&counts[shorter], extent.parts - longer_parts);
    if (longer_parts > 0) atomicAdd(&counts[shorter + 1], longer_parts);
  }
  __syncthreads();
  for (uint32_t i = threadIdx.x; i <= view.segment; i += task_threads)
    if (counts[i] > 0) atomicAdd(&view.lengths[i], counts[i]);
}

/**
 * Gives each length its places in the list of tasks, the longest first: so the threads of a warp have about the same work,
 * and nothing long begins at the end. The sums over the scalars 1 and -1 become the parts of the first split bucket.
 * One block of `scan_threads`.
 */
__global__ void __launch_bounds__(scan_threads) place_task_lengths(ScheduleView view) {
  PROOFPRESS_SHARED(uint32_t, sums, scan_threads);
  uint32_t before = 0;
  for (uint32_t first = 0; first <= view.segment; first += scan_threads) {
    uint32_t i = first + threadIdx.x;
    uint32_t total, value = i <= view.segment ? view.lengths[view.segment - i] : 0;
    uint32_t sum = scan_block(value, sums, total);
    if (i <= view.segment) view.lengths[view.segment - i] = before + sum;
    before += total;
  }
  if (threadIdx.x == 0) {
    view.counters->tasks = before;
    view.counters->split_buckets = 1;
    view.counters->parts = view.ones_blocks;
    view.split_buckets[0] = {view.windows.all_buckets(), 0, 0, view.ones_blocks, 0, 0, 0};
  }
}

/** Writes the tasks of buckets that are not split, and the list of those that are. */
__global__ void __launch_bounds__(task_threads) write_tasks(ScheduleView view) {
  PROOFPRESS_SHARED(uint32_t, counts, longest_segment + 1);
  for (uint32_t i = threadIdx.x; i <= view.segment; i += task_threads) counts[i] = 0;
  __syncthreads();
  uint32_t rank[buckets_of_thread];
#pragma unroll
  for (uint32_t k = 0; k < buckets_of_thread; k++) {
    BucketExtent extent = bucket_extent(view, blockIdx.x * task_tile + k * task_threads + threadIdx.x);
    rank[k] = extent.parts == 1 ? atomicAdd(&counts[extent.size], 1u) : 0;
  }
  __syncthreads();
  for (uint32_t i = threadIdx.x; i <= view.segment; i += task_threads)
    if (counts[i] > 0) counts[i] = atomicAdd(&view.lengths[i], counts[i]);
  __syncthreads();
#pragma unroll
  for (uint32_t k = 0; k < buckets_of_thread; k++) {
    uint32_t bucket = blockIdx.x * task_tile + k * task_threads + threadIdx.x;
    BucketExtent extent = bucket_extent(view, bucket);
    if (extent.parts == 1) view.tasks[counts[extent.size] + rank[k]] = {extent.start, extent.size, bucket, 0};
    if (extent.parts > 1) {
      uint32_t shorter = extent.size / extent.parts, longer_parts = extent.size % extent.parts;
      SplitBucket split{bucket, extent.start, extent.size, extent.parts, 0, 0, 0};
      split.first_part = atomicAdd(&view.counters->parts, extent.parts);
      split.shorter_tasks = atomicAdd(&view.lengths[shorter], extent.parts - longer_parts);
      if (longer_parts > 0) split.longer_tasks = atomicAdd(&view.lengths[shorter + 1], longer_parts);
      view.split_buckets[atomicAdd(&view.counters->split_buckets, 1u)] = split;
    }
  }
}

/** Writes the tasks of split buckets. The first bucket of that list has none. */
__global__ void __launch_bounds__(task_threads) write_split_tasks(ScheduleView view) {
  for (uint32_t i = blockIdx.x + 1; i < view.counters->split_buckets; i += gridDim.x) {
    const SplitBucket split = view.split_buckets[i];
    uint32_t shorter = split.size / split.parts, longer_parts = split.size % split.parts;
    for (uint32_t part = threadIdx.x; part < split.parts; part += task_threads) {
      bool longer = part < longer_parts;
      uint32_t place = longer ? split.longer_tasks + part : split.shorter_tasks + (part - longer_parts);
      view.tasks[place] = {split.start + part * shorter + (longer ? part : longer_parts), shorter + longer,
                           view.first_part() + split.first_part + part, 0};
    }
  }
}

}  // namespace proofpress::cuda
