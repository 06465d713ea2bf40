#include "../groth16/powers-of-tau.hpp"

#include "guard.hpp"

using namespace proofpress;

proofpress_status proofpress_powers_of_tau(const char* ptau_path, unsigned power, const proofpress_work* work,
                                           proofpress_error* error) {
  return guard(error, [&] {
    require_argument(ptau_path, "ptau_path");
    Work running(work);
    write_powers_of_tau(ptau_path, power, running);
  });
}
