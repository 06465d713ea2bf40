#include "../groth16/prove.hpp"

#include "../file/wtns.hpp"
#include "guard.hpp"

using namespace proofpress;

struct proofpress_key {
  ProvingKey key;
  proofpress_key(const char* path, Work& work) : key(path, work) {}
};

namespace {

/** The byte layouts of the C edge: coordinates as plain integers. */
std::uint8_t* store_plain(const Fq& value, std::uint8_t* target) {
  value.to_plain().store(target);
  return target + 32;
}
std::uint8_t* store_plain(const G1Affine& point, std::uint8_t* target) {
  return store_plain(point.y, store_plain(point.x, target));
}
std::uint8_t* store_plain(const G2Affine& point, std::uint8_t* target) {
  return store_plain(point.y.c1, store_plain(point.y.c0, store_plain(point.x.c1, store_plain(point.x.c0, target))));
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
  return 64 + 3 * 128 + 64 * ((size_t)key->key.file().public_signals + 1);
}

void proofpress_groth16_verification_key(const proofpress_key* key, uint8_t* bytes) {
  const ZkeyFile& file = key->key.file();
  bytes = store_plain(file.alpha1, bytes);
  for (const G2Affine* point : {&file.beta2, &file.gamma2, &file.delta2}) bytes = store_plain(*point, bytes);
  for (std::size_t i = 0; i <= file.public_signals; i++) bytes = store_plain(G1Affine::load(file.ic + 64 * i), bytes);
}

proofpress_status proofpress_groth16_prove(proofpress_key* key, const char* wtns_path, uint8_t proof[256],
                                           uint8_t* public_signals, const proofpress_work* work, proofpress_error* error) {
  return guard(error, [&] {
    require_argument(key, "key");
    require_argument(wtns_path, "wtns_path");
    Work running(work);
    WtnsFile witness(wtns_path, running);
    const ZkeyFile& file = key->key.file();
    if (witness.count != file.wires)
      fail_invalid("The witness " + std::string(wtns_path) + " has " + std::to_string(witness.count) +
                   " values; the key wants " + std::to_string(file.wires) + ".");
    Proof made = prove(key->key, witness.values, running);
    store_plain(made.c, store_plain(made.b, store_plain(made.a, proof)));
    std::memcpy(public_signals, witness.values + 32, 32 * (std::size_t)file.public_signals);
  });
}
