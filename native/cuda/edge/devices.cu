#include "guard.cuh"

using namespace proofpress::cuda;
using proofpress::fail_invalid;
using proofpress::guard;
using proofpress::require_argument;

int proofpress_cuda_version(void) { return PROOFPRESS_CUDA_VERSION; }

proofpress_status proofpress_cuda_count_devices(int* count, proofpress_error* error) {
  return guard(error, [&] {
    require_argument(count, "count");
    *count = 0;
    const cudaError_t outcome = cudaGetDeviceCount(count);
    if (outcome == cudaErrorNoDevice || outcome == cudaErrorInsufficientDriver) {
      (void)cudaGetLastError();
      *count = 0;
      return;
    }
    try {
      check(outcome, "count the devices");
    } catch (const CudaFailure& failure) {
      throw proofpress::Failure(PROOFPRESS_DEVICE, failure.what());
    }
  });
}

proofpress_status proofpress_cuda_device_facts(int device, proofpress_cuda_device* facts, proofpress_error* error) {
  return guard_on_device(device, error, [&] {
    require_argument(facts, "facts");
    const DeviceFacts known = DeviceFacts::of(device);
    *facts = proofpress_cuda_device{};
    known.name.copy(facts->name, sizeof facts->name - 1);
    facts->compute_major = known.compute_major;
    facts->compute_minor = known.compute_minor;
    facts->multiprocessors = known.multiprocessors;
    facts->total_bytes = known.total_bytes;
    facts->free_bytes = free_device_bytes();
    check(cudaDriverGetVersion(&facts->driver_version), "version of the driver");
    check(cudaRuntimeGetVersion(&facts->runtime_version), "version of the runtime");
  });
}

proofpress_status proofpress_cuda_order_fault(const char* fault, proofpress_error* error) {
  return guard(error, [&] {
    if (!FaultPlan::instance().set(fault)) fail_invalid("A fault is ordered as KIND:N.");
  });
}
