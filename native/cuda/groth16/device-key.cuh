#pragma once

#include "../../src/platform/work.hpp"
#include "../msm/msm.cuh"
#include "../runtime/staged-copy.cuh"
#include "key-view.cuh"
#include "proof-sums.cuh"
#include "proving-plan.cuh"
#include "quotient.cuh"

namespace proofpress::cuda {

/** Scalars in the order of their buckets, for sums in other streams. */
class Schedule {
 public:
  explicit Schedule(const MsmPlan& plan) : digits_(plan) {}

  /** As MsmSchedule::build; the sums over what was there before must be finished. */
  void build(const Fr* scalars, size_t count, Stream& stream) {
    digits_.build(scalars->limb, count, stream);
    built_.record(stream);
  }
  const MsmSchedule& digits() const { return digits_; }
  const Event& built() const { return built_; }

 private:
  MsmSchedule digits_;
  Event built_;
};

/**
 * A sum in a stream of its own, so that it can use what others leave of the device: at its end, where few threads have work, and all
 * the time for small circuits.
 */
template <class F>
class PendingSum {
 public:
  explicit PendingSum(const MsmPlan& plan) : sums_(plan) {}

  /** As MsmSums::begin; what was begun before must be finished. */
  void begin(const Affine<F>* points, const Schedule& schedule, uint32_t first) {
    schedule.built().make_wait(stream_);
    sums_.begin(points, schedule.digits(), first, stream_);
  }
  void wait() const { stream_.synchronize(); }
  /** Waits for the sum. */
  Xyzz<F> finish() {
    wait();
    return sums_.finish();
  }

 private:
  Stream stream_;
  MsmSums<F> sums_;
};

/** A proving key on a device, with all the memory that proofs take; for one proof at a time. */
class DeviceKey {
 public:
  /**
   * Copies the key to the current device. The view is not used afterwards.
   *
   * @throws CudaFailure (is_memory) before the first allocation where the key does not fit, Failure INVALID for entries of
   *   section 4 outside the circuit
   */
  explicit DeviceKey(const KeyView& key);

  /** The same by a plan that need not be the best. @param rows of `read_key_rows` */
  DeviceKey(const KeyView& key, const SparseRows& rows, const ProvingPlan& plan);

  /**
   * Reports and can be cancelled between its steps.
   *
   * @param witness `wires` plain integers below r, 32 bytes little-endian each, on the host at any alignment
   */
  ProofSums prove_sums(const uint8_t* witness, Work& work);

 private:
  struct WitnessSums {
    Xyzz<Fq> a = Xyzz<Fq>::infinity(), b1 = a, c = a;
    Xyzz<Fq2> b2 = Xyzz<Fq2>::infinity();
  };

  DeviceKey(const KeyView& key, const SparseRows& rows);
  /** For what a proof that was cancelled left under way. */
  void wait_for_sums() const;
  void copy_witness(const uint8_t* witness);
  /** Sums over the wires from `begin` on, as many as the plan takes at a time. */
  void add_witness_part(size_t begin, WitnessSums& sums);
  void begin_quotient_part(const Fr* quotient, size_t begin);

  size_t wires_, domain_size_;
  uint32_t first_private_;
  ProvingPlan plan_;
  /** Of the witness and its digits; of the quotient and its digits. */
  Stream witness_stream_, quotient_stream_;
  Event witness_copied_;
  StagedCopy copy_;
  DeviceBuffer<Affine<Fq>> a_, b1_, c_, h_;
  DeviceBuffer<Affine<Fq2>> b2_;
  DeviceBuffer<Fr> witness_;
  Quotient quotient_;
  Schedule witness_schedule_, quotient_schedule_;
  PendingSum<Fq2> b2_sum_;
  PendingSum<Fq> a_sum_, b1_sum_, c_sum_, h_sum_;
};

}  // namespace proofpress::cuda
