#pragma once

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <string>

#include "failure.cuh"

namespace proofpress::cuda {

/**
 * Failures on order, for tests of what follows them: PROOFPRESS_CUDA_FAULT = KIND:N makes the N-th operation of that kind in
 * this process fail (1 is the first).
 *   allocation  no memory              launch  the kernel is not started      copy  the copy fails
 *   lost        this operation of any kind and every later one fails, as on a device that fell off the bus
 *   result      the N-th result is changed in one bit
 */
class FaultPlan {
 public:
  enum class Kind { none, allocation, launch, copy, lost, result };

  static FaultPlan& instance() {
    static FaultPlan plan;
    return plan;
  }

  void before_allocation() { before(Kind::allocation, cudaErrorMemoryAllocation, "allocation"); }
  void before_launch(const char* kernel) { before(Kind::launch, cudaErrorLaunchFailure, kernel); }
  void before_copy() { before(Kind::copy, cudaErrorLaunchFailure, "copy"); }
  /** Whether this result is the one to spoil. */
  bool spoils_result() { return kind_ == Kind::result && ++count_ == at_; }

  /** Takes KIND:N, or an empty text for no fault, and begins to count anew. @returns false for a text of another form */
  bool set(const char* text) {
    kind_ = Kind::none;
    count_ = 0;
    is_lost_ = false;
    if (!text || !*text) return true;
    const char* colon = std::strchr(text, ':');
    if (!colon) return false;
    const std::string name(text, colon);
    at_ = std::strtoull(colon + 1, nullptr, 10);
    kind_ = name == "allocation" ? Kind::allocation
            : name == "launch"   ? Kind::launch
            : name == "copy"     ? Kind::copy
            : name == "lost"     ? Kind::lost
            : name == "result"   ? Kind::result
                                 : Kind::none;
    return kind_ != Kind::none;
  }

 private:
  FaultPlan() { set(std::getenv("PROOFPRESS_CUDA_FAULT")); }

  void before(Kind kind, cudaError_t code, const char* what) {
    if (kind_ == Kind::none) return;
    if (kind_ == Kind::lost && (is_lost_ || ++count_ == at_)) is_lost_ = true;
    if (is_lost_) check(cudaErrorDevicesUnavailable, what);
    if (kind_ == kind && ++count_ == at_) check(code, what);
  }

  Kind kind_ = Kind::none;
  std::atomic<std::uint64_t> count_{0};
  std::uint64_t at_ = 0;
  std::atomic<bool> is_lost_{false};
};

}  // namespace proofpress::cuda
