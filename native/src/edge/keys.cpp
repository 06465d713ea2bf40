#include "../groth16/beacon.hpp"
#include "../groth16/contribute.hpp"
#include "guard.hpp"

using namespace proofpress;

proofpress_status proofpress_groth16_contribute(const char* zkey_path, const char* new_zkey_path, const char* name,
                                                const uint8_t* entropy, size_t entropy_bytes, uint8_t hash[64],
                                                const proofpress_work* work, proofpress_error* error) {
  return guard(error, [&] {
    require_argument(zkey_path, "zkey_path");
    require_argument(new_zkey_path, "new_zkey_path");
    require_argument(name, "name");
    require_argument(hash, "hash");
    if (entropy_bytes > 0) require_argument(entropy, "entropy");
    Work running(work);
    contribute(zkey_path, new_zkey_path, name, entropy, entropy_bytes, hash, running);
  });
}

proofpress_status proofpress_groth16_beacon(const char* zkey_path, const char* new_zkey_path, const char* name, const uint8_t* beacon,
                                            size_t beacon_bytes, unsigned iterations_exponent, uint8_t hash[64],
                                            const proofpress_work* work, proofpress_error* error) {
  return guard(error, [&] {
    require_argument(zkey_path, "zkey_path");
    require_argument(new_zkey_path, "new_zkey_path");
    require_argument(name, "name");
    require_argument(hash, "hash");
    if (beacon_bytes > 0) require_argument(beacon, "beacon");
    if (beacon_bytes > most_beacon_bytes) fail_invalid("A beacon has 1 to 255 bytes.");
    Work running(work);
    apply_beacon(zkey_path, new_zkey_path, name, Beacon{{beacon, beacon + beacon_bytes}, iterations_exponent}, hash, running);
  });
}
