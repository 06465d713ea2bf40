#include "device-key.hpp"

namespace proofpress {

DeviceKey::DeviceKey(const ProvingKey& key, int device) : library_(cuda_library()), device_(device) {
  const ZkeyFile& file = key.file();
  proofpress_cuda_key_view view{};
  view.wires = file.wires;
  view.public_signals = file.public_signals;
  view.domain_power = file.domain_power;
  view.coefficient_count = file.coefficient_count;
  view.coefficients = file.coefficients;
  view.a = file.a;
  view.b1 = file.b1;
  view.b2 = file.b2;
  view.c = file.c;
  view.h = file.h;
  proofpress_error error{};
  check_cuda(library_.load_key(device, &view, &key_, &error), error);
}

DeviceKey::~DeviceKey() { library_.free_key(key_); }

ProofSums DeviceKey::sum_for_proof(const std::uint8_t* witness, const proofpress_work* work) const {
  proofpress_error error{};
  proofpress_cuda_sums bytes;
  check_cuda(library_.prove_sums(key_, witness, &bytes, work, &error), error);
  ProofSums sums;
  sums.a = G1Affine::load(bytes.a);
  sums.b1 = G1Affine::load(bytes.b1);
  sums.b2 = G2Affine::load(bytes.b2);
  sums.c = G1Affine::load(bytes.c);
  sums.h = G1Affine::load(bytes.h);
  return sums;
}

}  // namespace proofpress
