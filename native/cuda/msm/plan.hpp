#pragma once

#include <cstddef>
#include <cstdint>

#include "../runtime/device.cuh"
#include "windows.cuh"

namespace proofpress::cuda {

/** Longest list of points that one thread may be given to sum. */
constexpr unsigned longest_segment = 1024;

/**
 * Sizes of a multi-scalar multiplication, all known before the first launch. One schedule (the scalars' digits in the
 * order of their buckets) may serve several sums over the same scalars, one after another.
 */
struct MsmPlan {
  /** Points of the largest call, and how many are taken at a time: calls with more run in parts. */
  std::size_t points, chunk;
  Windows windows;
  /** Most points that one thread sums; longer buckets are split. */
  unsigned segment;
  /** Buckets that one thread reduces, a power of two that divides the buckets of a window. */
  unsigned run;
  /** Blocks that sum the points of the scalars 1 and -1. */
  unsigned ones_blocks;
  /** Blocks of the kernel that joins the parts of split buckets. */
  unsigned joining_blocks;
  /** Upper bounds: lists that threads sum, buckets that are split, and their parts (with those of `ones_blocks`). */
  std::size_t tasks, split_buckets, parts;
  /** Device memory of the schedule and of one group's sums. */
  std::size_t schedule_bytes, sums_bytes;

  /** Runs of a window, and sums that the device hands back for each window: one a bit of a run's number, one of the rest. */
  std::uint32_t runs() const { return windows.buckets() / run; }
  unsigned run_bits() const;
  unsigned sums_of_window() const { return run_bits() + 1; }
};

/**
 * The plan with the fewest multiplications for `points` scalars whose memory fits: where it does not, fewer points are taken
 * at a time.
 *
 * @param free_bytes device memory that may be used for schedule and sums
 * @param coordinate_bytes 32 for G1, 64 for G2; the largest where groups share a plan
 * @throws CudaFailure (is_memory) where not even a small part fits
 */
MsmPlan plan_msm(std::size_t points, std::size_t free_bytes, const DeviceFacts& facts, std::size_t coordinate_bytes);

}  // namespace proofpress::cuda
