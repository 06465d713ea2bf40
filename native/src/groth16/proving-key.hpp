#pragma once

#include <vector>

#include "../file/zkey.hpp"
#include "../ntt/twiddles.hpp"

namespace proofpress {

/** Largest domain: the coset of the quotient needs roots of unity of twice the domain's order. */
constexpr unsigned largest_domain_power = fr_two_adicity - 1;

/** A proving key made ready for any number of proofs: the .zkey stays mapped, what every proof needs is computed once. */
class ProvingKey {
 public:
  /** Opens and checks the file; errors: IO, INVALID, CANCELLED. */
  ProvingKey(const std::string& path, Work& work);

  const ZkeyFile& file() const { return file_; }
  const Twiddles& twiddles() const { return twiddles_; }
  /**
   * Turns n times a polynomial's coefficients, as `transform_to_reversed` leaves them, into those of the polynomial on the coset
   * w' <w> with w' = fr_root_of_unity(domain_power + 1): place rev(k) holds w'^j / n with j = -k mod n.
   */
  const std::vector<Fr>& coset_scale() const { return coset_scale_; }
  /** Ranges of section 4 that threads may work on side by side: no constraint is in two of them. */
  const std::vector<std::uint32_t>& coefficient_cuts() const { return coefficient_cuts_; }

 private:
  ZkeyFile file_;
  Twiddles twiddles_;
  std::vector<Fr> coset_scale_;
  std::vector<std::uint32_t> coefficient_cuts_;
};

}  // namespace proofpress
