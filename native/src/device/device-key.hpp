#pragma once

#include "../groth16/prove.hpp"
#include "cuda-library.hpp"

namespace proofpress {

/** A proving key in the memory of a device. */
class DeviceKey {
 public:
  /** @throws Failure MEMORY where it does not fit, DEVICE where the device fails */
  DeviceKey(const ProvingKey& key, int device);
  ~DeviceKey();
  DeviceKey(const DeviceKey&) = delete;
  DeviceKey& operator=(const DeviceKey&) = delete;

  int device() const { return device_; }
  /** As the function of this name in groth16/prove.hpp; errors: MEMORY, DEVICE, CANCELLED. */
  ProofSums sum_for_proof(const std::uint8_t* witness, const proofpress_work* work) const;

 private:
  const CudaLibrary& library_;
  int device_;
  proofpress_cuda_key* key_ = nullptr;
};

}  // namespace proofpress
