#pragma once

#include "../ntt/ntt.cuh"
#include "../sparse/sparse-matrix.cuh"

namespace proofpress::cuda {

/** What turns witnesses of one circuit into the scalars of section 9's points; its memory stays on the device between proofs. */
class Quotient {
 public:
  /** @param rows those of A and then those of B, 2^domain_power each, in doubled Montgomery form */
  Quotient(unsigned domain_power, const SparseRows& rows, Stream& stream);

  /** Bytes on the device without those of the matrix. */
  static size_t bytes(unsigned domain_power) { return Ntt::bytes(domain_power) + (3 * sizeof(Fr) << domain_power); }

  /**
   * (A w)(B w) - (C w) on the odd coset, where C w = (A w)(B w) on the domain, as in the CPU's `compute_quotient`.
   *
   * @param witness plain, on the device
   * @returns 2^domain_power plain integers on the device, in this object's memory until the next call
   */
  const Fr* compute(const Fr* witness, Stream& stream);

 private:
  SparseMatrix matrix_;
  Ntt ntt_;
  DeviceBuffer<Fr> values_;
};

}  // namespace proofpress::cuda
