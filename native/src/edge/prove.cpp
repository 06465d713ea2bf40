#include "../groth16/prove.hpp"

#include <memory>

#include "../../include/proofpress-device.h"
#include "../device/device-key.hpp"
#include "../file/wtns.hpp"
#include "guard.hpp"
#include "primitives-plain.hpp"

using namespace proofpress;

struct proofpress_key {
  ProvingKey key;
  /** The same key on the device that proved with it last. */
  std::unique_ptr<DeviceKey> on_device;
  proofpress_key(const char* path, Work& work) : key(path, work) {}
};

namespace {

/** Proves a witness file by the sums that `sum` makes of its values. */
template <class Sum>
void prove_file(const ProvingKey& key, const char* wtns_path, uint8_t proof[256], uint8_t* public_signals, Work& work, Sum&& sum) {
  WtnsFile witness(wtns_path, work);
  const ZkeyFile& file = key.file();
  if (witness.count != file.wires)
    fail_invalid("The witness " + std::string(wtns_path) + " has " + std::to_string(witness.count) + " values; the key wants " +
                 std::to_string(file.wires) + ".");
  Proof made = blind_sums(file, sum(witness.values), work);
  store_plain_point(made.a, proof);
  store_plain_point(made.b, proof + G1Affine::bytes);
  store_plain_point(made.c, proof + G1Affine::bytes + G2Affine::bytes);
  std::memcpy(public_signals, witness.values + 32, 32 * (std::size_t)file.public_signals);
}

}  // namespace

proofpress_status proofpress_groth16_load_key(const char* zkey_path, proofpress_key** key, const proofpress_work* work,
                                              proofpress_error* error) {
  return guard(error, [&] {
    require_argument(zkey_path, "zkey_path");
    require_argument(key, "key");
    Work running(work);
    *key = new proofpress_key(zkey_path, running);
  });
}

void proofpress_groth16_free_key(proofpress_key* key) { delete key; }

void proofpress_groth16_key_info(const proofpress_key* key, proofpress_key_info* info) {
  const ZkeyFile& file = key->key.file();
  *info = {file.wires, file.public_signals, file.domain_size, file.coefficient_count, file.file.mapping().size()};
}

size_t proofpress_groth16_verification_key_bytes(const proofpress_key* key) {
  return G1Affine::bytes * ((size_t)key->key.file().public_signals + 2) + 3 * G2Affine::bytes;
}

void proofpress_groth16_verification_key(const proofpress_key* key, uint8_t* bytes) {
  const ZkeyFile& file = key->key.file();
  store_plain_point(file.alpha1, bytes);
  bytes += G1Affine::bytes;
  for (const G2Affine* point : {&file.beta2, &file.gamma2, &file.delta2}) {
    store_plain_point(*point, bytes);
    bytes += G2Affine::bytes;
  }
  for (std::size_t i = 0; i <= file.public_signals; i++)
    store_plain_point(G1Affine::load(file.ic + G1Affine::bytes * i), bytes + G1Affine::bytes * i);
}

proofpress_status proofpress_groth16_prove(proofpress_key* key, const char* wtns_path, uint8_t proof[256],
                                           uint8_t* public_signals, const proofpress_work* work, proofpress_error* error) {
  return guard(error, [&] {
    require_argument(key, "key");
    require_argument(wtns_path, "wtns_path");
    Work running(work);
    prove_file(key->key, wtns_path, proof, public_signals, running,
               [&](const std::uint8_t* witness) { return sum_for_proof(key->key, witness, running); });
  });
}

proofpress_status proofpress_groth16_prove_on_device(proofpress_key* key, int device, const char* wtns_path, uint8_t proof[256],
                                                     uint8_t* public_signals, const proofpress_work* work,
                                                     proofpress_error* error) {
  return guard(error, [&] {
    require_argument(key, "key");
    require_argument(wtns_path, "wtns_path");
    Work running(work);
    prove_file(key->key, wtns_path, proof, public_signals, running, [&](const std::uint8_t* witness) {
      auto& on_device = key->on_device;
      try {
        if (!on_device || on_device->device() != device) {
          running.report("copying the key to the device");
          on_device.reset();
          on_device = std::make_unique<DeviceKey>(key->key, device);
        }
        return on_device->sum_for_proof(witness, work);
      } catch (const Failure& failure) {
        // What a failure left on the device is not trusted, and its memory is wanted elsewhere.
        if (failure.status != PROOFPRESS_CANCELLED) on_device.reset();
        throw;
      }
    });
  });
}
