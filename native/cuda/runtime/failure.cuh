#pragma once

#include <stdexcept>
#include <string>

#include "platform.cuh"

namespace proofpress::cuda {

/** A call to the device that failed. After any of them the proof is made by the processor. */
struct CudaFailure : std::runtime_error {
  CudaFailure(cudaError_t code, const std::string& message) : std::runtime_error(message), code(code) {}

  cudaError_t code;
  /** The device's or the pinned memory did not suffice. */
  bool is_memory() const { return code == cudaErrorMemoryAllocation; }
};

/** Throws CudaFailure unless the call succeeded. @param what the call, in words ("copy to the device") */
inline void check(cudaError_t code, const char* what) {
  if (code == cudaSuccess) return;
  // The failure is told by this exception; without this the next launch would report it again.
  (void)cudaGetLastError();
  throw CudaFailure(code, std::string(what) + ": " + cudaGetErrorString(code));
}

}  // namespace proofpress::cuda
