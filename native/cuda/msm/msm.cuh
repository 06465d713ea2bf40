#pragma once

#include "../curve/xyzz.cuh"
#include "schedule.cuh"

namespace proofpress::cuda {

/** Sums of points of one group (F = Fq: G1, Fq2: G2) by a schedule of their scalars. */
template <class F>
class MsmSums {
 public:
  /** Takes the plan's memory. */
  explicit MsmSums(const MsmPlan& plan);

  /**
   * Begins the sum of scalar i times points[i - first] over all scalars i >= first of the schedule, which is made or being
   * made on the same stream by the same plan. Points (on the device) may be infinity, equal or opposite.
   */
  void begin(const Affine<F>* points, const MsmSchedule& schedule, uint32_t first, Stream& stream);
  /** The sum; after the stream was waited for. The last additions are the processor's. */
  Xyzz<F> finish() const;

 private:
  MsmPlan plan_;
  DeviceBuffer<Xyzz<F>> sums_;
  PinnedBuffer<Xyzz<F>> results_;
};

/** Multi-scalar multiplication in one group, with memory that is kept between calls. */
template <class F>
class Msm {
 public:
  static MsmPlan plan(std::size_t points, std::size_t free_bytes, const DeviceFacts& facts) {
    return plan_msm(points, free_bytes, facts, sizeof(F));
  }

  explicit Msm(const MsmPlan& plan) : schedule_(plan), sums_(plan) {}

  /**
   * The sum of scalars[i] * points[i]; waits for it.
   *
   * @param points `count` points on the device, Montgomery form; infinity, equal and opposite ones are fine
   * @param scalars `count` plain integers below r on the device, 32 bytes little-endian each
   * @param count at most the plan's number of points
   */
  void run(const Affine<F>* points, const uint32_t* scalars, std::size_t count, Xyzz<F>* result, Stream& stream);

 private:
  MsmSchedule schedule_;
  MsmSums<F> sums_;
};

}  // namespace proofpress::cuda
