#pragma once

#include "windows.cuh"

namespace proofpress::cuda {

/** A list of entries that one thread sums into `sums[target]`. */
struct alignas(16) Task {
  uint32_t start, length, target, unused;
};

/** A bucket that several threads share: its entries, where its tasks stand, and its sums, which are joined afterwards. */
struct SplitBucket {
  uint32_t bucket, start, size, parts;
  uint32_t first_part;
  /** Places of its tasks with size / parts + 1 entries (there are size % parts of them) and of those with size / parts. */
  uint32_t longer_tasks, shorter_tasks;
};

/** Counters on the device, zero before a schedule is made. */
struct Counters {
  uint32_t ones, tasks, split_buckets, parts;
};

/**
 * What the kernels see of a schedule. An entry is 2 * point + sign; entries of one bucket stand together. The sums of the
 * buckets stand at 0 to all_buckets() - 1, the sum over the scalars 1 and -1 at all_buckets(), parts of sums after it.
 */
struct ScheduleView {
  Windows windows;
  uint32_t segment;
  uint32_t ones_blocks;
  /** Limb k of the biased magnitude of scalar i at k * stride + i; its sign in bit 31 of limb 7. */
  uint32_t* magnitudes;
  uint32_t stride;
  /** Entries of the scalars 1 and -1. */
  uint32_t* ones;
  uint32_t* entries;
  /** At first the sizes of the buckets, then their starts, at last their ends: bucket b begins at ends[b - 1]. */
  uint32_t* ends;
  uint32_t* tile_sums;
  /** Number of tasks of each length, then where the next task of that length goes. */
  uint32_t* lengths;
  Task* tasks;
  SplitBucket* split_buckets;
  Counters* counters;

  __host__ __device__ uint32_t first_part() const { return windows.all_buckets() + 1; }
};

}  // namespace proofpress::cuda
