#pragma once

#include "plan.hpp"
#include "schedule-view.cuh"

namespace proofpress::cuda {

/**
 * The digits of scalars in the order of their buckets, and which thread sums what; on the device. It does not depend on the
 * points: sums over the same scalars (the witness, in both groups) share it.
 */
class MsmSchedule {
 public:
  /** Takes the plan's memory. */
  explicit MsmSchedule(const MsmPlan& plan);

  /**
   * Begins to sort `count` scalars (at most plan.chunk; plain, below r, 32 bytes little-endian each, on the device). Returns
   * at once; what is given to `stream` afterwards sees the result, which stays until the next call.
   */
  void build(const uint32_t* scalars, std::size_t count, Stream& stream);

  const MsmPlan& plan() const { return plan_; }
  const ScheduleView& view() const { return view_; }
  std::size_t count() const { return count_; }

 private:
  MsmPlan plan_;
  std::size_t count_ = 0;
  DeviceBuffer<uint32_t> words_;
  DeviceBuffer<Task> tasks_;
  DeviceBuffer<SplitBucket> split_buckets_;
  DeviceBuffer<Counters> counters_;
  ScheduleView view_{};
};

}  // namespace proofpress::cuda
