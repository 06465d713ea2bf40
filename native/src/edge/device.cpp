#include "../../include/proofpress-device.h"

#include "../device/cuda-library.hpp"
#include "guard.hpp"

using namespace proofpress;

proofpress_status proofpress_device_open(const char* library_path, int needs_driver, int* count, proofpress_error* error) {
  return guard(error, [&] {
    require_argument(library_path, "library_path");
    require_argument(count, "count");
    *count = 0;
    if (needs_driver && !has_cuda_driver()) return;
    proofpress_error reported{};
    check_cuda(open_cuda_library(library_path).count_devices(count, &reported), reported);
  });
}

proofpress_status proofpress_device_facts(int device, proofpress_cuda_device* facts, proofpress_error* error) {
  return guard(error, [&] {
    proofpress_error reported{};
    check_cuda(cuda_library().device_facts(device, facts, &reported), reported);
  });
}

proofpress_status proofpress_device_msm(int device, int group, const uint8_t* points, const uint8_t* scalars, size_t count,
                                        uint8_t* out, double* seconds, proofpress_error* error) {
  return guard(error, [&] {
    proofpress_error reported{};
    check_cuda(cuda_library().msm(device, group, points, scalars, count, out, seconds, &reported), reported);
  });
}

proofpress_status proofpress_device_ntt(int device, uint8_t* values, unsigned power, int inverse, double* seconds,
                                        proofpress_error* error) {
  return guard(error, [&] {
    proofpress_error reported{};
    check_cuda(cuda_library().ntt(device, values, power, inverse, seconds, &reported), reported);
  });
}

proofpress_status proofpress_device_order_fault(const char* fault, proofpress_error* error) {
  return guard(error, [&] {
    proofpress_error reported{};
    check_cuda(cuda_library().order_fault(fault, &reported), reported);
  });
}
