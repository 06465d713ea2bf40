#pragma once

#include "../../include/proofpress-cuda.h"
#include "../../src/edge/guard.hpp"
#include "../runtime/device.cuh"

namespace proofpress::cuda {

/** Runs the body of a C edge function with `device` as the current one; no exception leaves it. */
template <class Body>
proofpress_status guard_on_device(int device, proofpress_error* error, Body&& body) noexcept {
  return guard(error, [&] {
    try {
      check(cudaSetDevice(device), "choose the device");
      body();
    } catch (const CudaFailure& failure) {
      throw Failure(failure.is_memory() ? PROOFPRESS_MEMORY : PROOFPRESS_DEVICE, failure.what());
    }
  });
}

}  // namespace proofpress::cuda
