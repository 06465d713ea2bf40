#include "prove.hpp"

#include "../msm/msm.hpp"
#include "../platform/random.hpp"
#include "quotient.hpp"

namespace proofpress {
namespace {

void sum_over_witness(const ZkeyFile& file, const std::uint8_t* witness, ProofSums& sums, Work& work) {
  ScalarClasses classes = classify_scalars(witness, file.wires, work);
  ScalarClasses of_a = classes_for_points<Fq>(classes, file.a, 0);
  // B1 and B2 are the same sums in two groups, so a wire is infinity in both or in neither.
  ScalarClasses of_b = classes_for_points<Fq2>(classes, file.b2, 0);
  ScalarClasses of_c = classes_for_points<Fq>(classes, file.c, file.public_signals + 1);
  work.range(0.2, 0.4);
  sums.b2 = multi_scalar_multiply<Fq2>(file.b2, of_b, work).to_affine();
  work.range(0.4, 0.45);
  sums.a = multi_scalar_multiply<Fq>(file.a, of_a, work).to_affine();
  work.range(0.45, 0.5);
  sums.b1 = multi_scalar_multiply<Fq>(file.b1, of_b, work).to_affine();
  work.range(0.5, 0.55);
  sums.c = multi_scalar_multiply<Fq>(file.c, of_c, work).to_affine();
}

}  // namespace

ProofSums sum_for_proof(const ProvingKey& key, const std::uint8_t* witness, Work& work) {
  const ZkeyFile& file = key.file();
  work.range(0, 0.2);
  std::vector<U256> quotient = compute_quotient(key, witness, work);
  ProofSums sums;
  sum_over_witness(file, witness, sums, work);
  work.range(0.55, 1);
  sums.h = multi_scalar_multiply<Fq>(file.h, reinterpret_cast<const std::uint8_t*>(quotient.data()), quotient.size(), work).to_affine();
  return sums;
}

Proof blind_sums(const ZkeyFile& file, const ProofSums& sums, const U256& r, const U256& s, Work& work) {
  G1 a, c;
  G2 b;
  // The two halves take about the same time.
  work.parallel(2, 1, nullptr, [&](std::size_t half, std::size_t, unsigned) {
    if (half == 0) {
      b = multiply_scalar<Fq2>(file.delta2, s) + file.beta2 + sums.b2;
      return;
    }
    a = multiply_scalar<Fq>(file.delta1, r) + file.alpha1 + sums.a;
    const G1 b1 = G1::from(sums.b1) + file.beta1;
    // pi_c = C + H + s A + r B1 - r s delta with A, B1 blinded; B1 here leaves its blinding out, so r s delta cancels.
    c = multiply_scalar<Fq>(a, s) + multiply_scalar<Fq>(b1, r) + sums.c + sums.h;
  });
  return {a.to_affine(), b.to_affine(), c.to_affine()};
}

Proof blind_sums(const ZkeyFile& file, const ProofSums& sums, Work& work) {
  // Whoever learns them learns more of the witness than the proof tells.
  Secret<U256> r(random_scalar().to_plain()), s(random_scalar().to_plain());
  return blind_sums(file, sums, r.value, s.value, work);
}

Proof prove(const ProvingKey& key, const std::uint8_t* witness, Work& work) {
  return blind_sums(key.file(), sum_for_proof(key, witness, work), work);
}

}  // namespace proofpress
