#include <mutex>

#include "../groth16/device-key.cuh"
#include "guard.cuh"

using namespace proofpress::cuda;
using proofpress::require_argument;
using proofpress::Work;

struct proofpress_cuda_key {
  const int device;
  std::mutex in_use;
  DeviceKey key;

  proofpress_cuda_key(int device, const proofpress_cuda_key_view& view) : device(device), key(view) {}
};

proofpress_status proofpress_cuda_load_key(int device, const proofpress_cuda_key_view* view, proofpress_cuda_key** key,
                                           proofpress_error* error) {
  return guard_on_device(device, error, [&] {
    require_argument(view, "view");
    require_argument(key, "key");
    *key = new proofpress_cuda_key(device, *view);
  });
}

void proofpress_cuda_free_key(proofpress_cuda_key* key) {
  if (!key) return;
  guard_on_device(key->device, nullptr, [&] { delete key; });
}

proofpress_status proofpress_cuda_prove_sums(proofpress_cuda_key* key, const uint8_t* witness, proofpress_cuda_sums* sums,
                                             const proofpress_work* work, proofpress_error* error) {
  if (!key) return proofpress::report_error(error, PROOFPRESS_INVALID, "The argument key is missing.");
  return guard_on_device(key->device, error, [&] {
    require_argument(witness, "witness");
    require_argument(sums, "sums");
    Work running(work);
    const std::lock_guard<std::mutex> turn(key->in_use);
    const ProofSums made = key->key.prove_sums(witness, running);
    static_assert(sizeof made == sizeof *sums, "the same points in the same order");
    std::memcpy(sums, &made, sizeof *sums);
  });
}
