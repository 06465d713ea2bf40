#include "prove.hpp"

#include "../msm/msm.hpp"
#include "../platform/random.hpp"
#include "quotient.hpp"

namespace proofpress {
namespace {

/** The sums over the witness: A, B in both groups, and the private wires of C. */
struct WitnessSums {
  G1 a, b1, c;
  G2 b2;
};

WitnessSums sum_over_witness(const ZkeyFile& file, const std::uint8_t* witness, Work& work) {
  ScalarClasses classes = classify_scalars(witness, file.wires, work);
  ScalarClasses of_a = classes_for_points<Fq>(classes, file.a, 0);
  // B1 and B2 are the same sums in two groups, so a wire is infinity in both or in neither.
  ScalarClasses of_b = classes_for_points<Fq2>(classes, file.b2, 0);
  ScalarClasses of_c = classes_for_points<Fq>(classes, file.c, file.public_signals + 1);
  WitnessSums sums;
  work.range(0.2, 0.4);
  sums.b2 = multi_scalar_multiply<Fq2>(file.b2, of_b, work);
  work.range(0.4, 0.45);
  sums.a = multi_scalar_multiply<Fq>(file.a, of_a, work);
  work.range(0.45, 0.5);
  sums.b1 = multi_scalar_multiply<Fq>(file.b1, of_b, work);
  work.range(0.5, 0.55);
  sums.c = multi_scalar_multiply<Fq>(file.c, of_c, work);
  return sums;
}

}  // namespace

Proof prove(const ProvingKey& key, const std::uint8_t* witness, Work& work) {
  const ZkeyFile& file = key.file();
  work.range(0, 0.2);
  std::vector<U256> quotient = compute_quotient(key, witness, work);
  WitnessSums sums = sum_over_witness(file, witness, work);
  work.range(0.55, 1);
  G1 h = multi_scalar_multiply<Fq>(file.h, reinterpret_cast<const std::uint8_t*>(quotient.data()), quotient.size(), work);

  // Plain integers; whoever learns them learns more of the witness than the proof tells.
  Secret<U256> r(random_scalar().to_plain()), s(random_scalar().to_plain());
  G1 a = sums.a + file.alpha1 + multiply_scalar<Fq>(file.delta1, r.value);
  G2 b = sums.b2 + file.beta2 + multiply_scalar<Fq2>(file.delta2, s.value);
  G1 b1 = sums.b1 + file.beta1;
  // pi_c = C + H + s A + r B1 - r s delta with A, B1 blinded; B1 here leaves its blinding out, so r s delta cancels.
  G1 c = sums.c + h + multiply_scalar<Fq>(a, s.value) + multiply_scalar<Fq>(b1, r.value);
  return {a.to_affine(), b.to_affine(), c.to_affine()};
}

}  // namespace proofpress
