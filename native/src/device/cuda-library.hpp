#pragma once

#include <string>

#include "../../include/proofpress-cuda.h"

namespace proofpress {

/** The functions of include/proofpress-cuda.h out of the library that this process has opened. */
struct CudaLibrary {
  decltype(&proofpress_cuda_version) version;
  decltype(&proofpress_cuda_count_devices) count_devices;
  decltype(&proofpress_cuda_device_facts) device_facts;
  decltype(&proofpress_cuda_load_key) load_key;
  decltype(&proofpress_cuda_free_key) free_key;
  decltype(&proofpress_cuda_prove_sums) prove_sums;
  decltype(&proofpress_cuda_msm) msm;
  decltype(&proofpress_cuda_ntt) ntt;
  decltype(&proofpress_cuda_order_fault) order_fault;
};

/**
 * Opens the library at `path`, or gives it again where it is open. It stays open for as long as the process lives: the driver's
 * threads do not end before.
 *
 * @throws Failure INVALID where it cannot be opened, is of another version, or another file is open
 */
const CudaLibrary& open_cuda_library(const std::string& path);

/** @throws Failure INVALID where none is open */
const CudaLibrary& cuda_library();

/** Whether the system has NVIDIA's driver. */
bool has_cuda_driver();

/** Throws the Failure that a function of the library reports. */
void check_cuda(proofpress_status status, const proofpress_error& error);

}  // namespace proofpress
