#include "plan.hpp"

#include <algorithm>

namespace proofpress::cuda {
namespace {

/** A bucket array of fewer would leave reductions without work, one of more without memory. */
constexpr unsigned least_width = 5, largest_width = 22;
/** Parts smaller than this would spend their time on buckets. */
constexpr std::size_t least_chunk = 1024;
/** An entry holds a place and a sign in 32 bits, and there are fewer than 2^32 entries. */
constexpr std::size_t largest_chunk = (std::size_t)1 << 27;

/** Multiplications in the coordinates' field: of an affine point to a sum, and of two sums. */
constexpr double mixed_addition = 10, addition = 14;

std::size_t ceil_div(std::size_t a, std::size_t b) { return (a + b - 1) / b; }

unsigned root(std::size_t value) {
  unsigned result = 0;
  while ((std::size_t)(result + 1) * (result + 1) <= value) result++;
  return result;
}

MsmPlan plan_with(std::size_t points, std::size_t chunk, unsigned width, unsigned multiprocessors, std::size_t coordinate_bytes) {
  MsmPlan plan{};
  plan.points = points;
  plan.chunk = chunk;
  plan.windows = windows_of_width(width);
  const std::size_t buckets = plan.windows.all_buckets(), entries = chunk * plan.windows.count;
  // Random scalars put about `mean` points into a bucket; few of those buckets are longer than this.
  const std::size_t mean = chunk / plan.windows.buckets();
  plan.segment = (unsigned)std::min<std::size_t>(longest_segment, mean + 4 * root(mean) + 8);
  plan.run = std::min(16u, plan.windows.buckets());
  plan.ones_blocks = (unsigned)std::clamp<std::size_t>(ceil_div(chunk, 1024), 1, 4 * multiprocessors);
  plan.joining_blocks = 8 * multiprocessors;
  plan.tasks = std::min(buckets, entries) + entries / plan.segment + 1;
  plan.split_buckets = entries / plan.segment + 1;
  plan.parts = 2 * (entries / plan.segment) + plan.ones_blocks;

  plan.schedule_bytes = (8 * chunk + chunk + entries + buckets + buckets / 1024 + 1 + longest_segment + 2) * 4 +
                        plan.tasks * 16 + plan.split_buckets * 28 + 4096;
  const std::size_t runs = buckets / plan.run;
  plan.sums_bytes = (buckets + 1 + plan.parts + 2 * runs + plan.windows.count * plan.sums_of_window()) * 4 * coordinate_bytes;
  return plan;
}

double multiplications(const MsmPlan& plan) {
  const double windows = plan.windows.count, buckets = plan.windows.all_buckets();
  const double reduction = 2 * buckets + buckets / plan.run * (1 + plan.run_bits() / 2.0);
  return windows * (double)plan.chunk * mixed_addition + reduction * addition;
}

}  // namespace

unsigned MsmPlan::run_bits() const {
  unsigned bits = 0;
  while ((1u << bits) < runs()) bits++;
  return bits;
}

MsmPlan plan_msm(std::size_t points, std::size_t free_bytes, const DeviceFacts& facts, std::size_t coordinate_bytes) {
  std::size_t chunk = std::clamp<std::size_t>(points, 1, largest_chunk);
  for (;;) {
    MsmPlan best{};
    for (unsigned width = least_width; width <= largest_width; width++) {
      const MsmPlan plan = plan_with(points, chunk, width, std::max(1u, facts.multiprocessors), coordinate_bytes);
      if (plan.schedule_bytes + plan.sums_bytes > free_bytes) continue;
      if (best.chunk == 0 || multiplications(plan) < multiplications(best)) best = plan;
    }
    if (best.chunk != 0) return best;
    if (chunk <= least_chunk)
      throw CudaFailure(cudaErrorMemoryAllocation, "A sum over " + std::to_string(points) + " points does not fit into " +
                                                       std::to_string(free_bytes) + " bytes of device memory.");
    chunk = ceil_div(chunk, 2);
  }
}

}  // namespace proofpress::cuda
