#include "verify.hpp"

#include "../curve/pairing.hpp"
#include "../msm/msm.hpp"

namespace proofpress {

bool verify_proof(const VerificationKey& key, const std::uint8_t* signals, const Proof& proof) {
  // A few signals are not worth a thread.
  const proofpress_work one_thread{nullptr, nullptr, 1};
  Work work(&one_thread);
  const std::size_t signal_count = key.ic.size() / G1Affine::bytes - 1;
  G1 sum = multi_scalar_multiply<Fq>(key.ic.data() + G1Affine::bytes, signals, signal_count, work);
  sum += G1Affine::load(key.ic.data());
  const PairingInput product[] = {
      {-proof.a, proof.b}, {key.alpha1, key.beta2}, {sum.to_affine(), key.gamma2}, {proof.c, key.delta2}};
  return is_pairing_product_one(product, 4);
}

}  // namespace proofpress
