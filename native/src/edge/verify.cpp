#include "../groth16/verify.hpp"

#include "../groth16/verify-key.hpp"
#include "guard.hpp"
#include "primitives-plain.hpp"

using namespace proofpress;

namespace {

constexpr size_t fixed_key_bytes = G1Affine::bytes + 3 * G2Affine::bytes;

VerificationKey load_verification_key(const uint8_t* bytes, size_t size, size_t signal_count) {
  if (size < fixed_key_bytes || (size - fixed_key_bytes) % G1Affine::bytes != 0)
    fail_invalid("The verification key has " + std::to_string(size) + " bytes, which cannot be.");
  const size_t ic_count = (size - fixed_key_bytes) / G1Affine::bytes;
  if (ic_count != signal_count + 1)
    fail_invalid("The verification key is for " + std::to_string((long long)ic_count - 1) + " public signals, not for " + std::to_string(signal_count) + ".");
  VerificationKey key;
  key.alpha1 = load_plain_point<Fq>(bytes, "alpha of the verification key");
  key.beta2 = load_plain_point<Fq2>(bytes + 64, "beta of the verification key");
  key.gamma2 = load_plain_point<Fq2>(bytes + 192, "gamma of the verification key");
  key.delta2 = load_plain_point<Fq2>(bytes + 320, "delta of the verification key");
  key.ic.resize(ic_count * G1Affine::bytes);
  for (size_t i = 0; i < ic_count; i++)
    load_plain_point<Fq>(bytes + fixed_key_bytes + i * G1Affine::bytes, "IC[" + std::to_string(i) + "] of the verification key")
        .store(key.ic.data() + i * G1Affine::bytes);
  return key;
}

}  // namespace

proofpress_status proofpress_groth16_verify(const uint8_t* verification_key, size_t verification_key_bytes, const uint8_t* public_signals,
                                            size_t public_signal_count, const uint8_t proof[256], proofpress_error* error) {
  return guard(error, [&] {
    require_argument(verification_key, "verification_key");
    require_argument(proof, "proof");
    if (public_signal_count > 0) require_argument(public_signals, "public_signals");
    VerificationKey key = load_verification_key(verification_key, verification_key_bytes, public_signal_count);
    for (size_t i = 0; i < public_signal_count; i++)
      if (!Fr::is_canonical(public_signals + 32 * i)) fail_invalid("Public signal " + std::to_string(i) + " is not below r.");
    Proof given{load_plain_point<Fq>(proof, "A of the proof"), load_plain_point<Fq2>(proof + 64, "B of the proof"),
                load_plain_point<Fq>(proof + 192, "C of the proof")};
    if (!verify_proof(key, public_signals, given)) throw Failure(PROOFPRESS_REJECTED, "The proof does not hold for these public signals.");
  });
}

proofpress_status proofpress_groth16_verify_key(const char* r1cs_path, const char* ptau_path, const char* zkey_path,
                                                const proofpress_work* work, proofpress_error* error) {
  return guard(error, [&] {
    require_argument(r1cs_path, "r1cs_path");
    require_argument(ptau_path, "ptau_path");
    require_argument(zkey_path, "zkey_path");
    Work running(work);
    verify_key(r1cs_path, ptau_path, zkey_path, running);
  });
}
