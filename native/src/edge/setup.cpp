#include "../groth16/setup.hpp"

#include "guard.hpp"

using namespace proofpress;

proofpress_status proofpress_groth16_setup(const char* r1cs_path, const char* ptau_path, const char* zkey_path,
                                           const proofpress_work* work, proofpress_error* error) {
  return guard(error, [&] {
    require_argument(r1cs_path, "r1cs_path");
    require_argument(ptau_path, "ptau_path");
    require_argument(zkey_path, "zkey_path");
    Work running(work);
    setup_key(r1cs_path, ptau_path, zkey_path, running);
  });
}
