#pragma once

#include "../runtime/device.cuh"
#include "ntt-kernels.cuh"

namespace proofpress::cuda {

/**
 * Number-theoretic transforms of 2^power elements of Fr on the device, Montgomery form, with snarkjs's roots: values[i] = sum_j
 * coefficients[j] w^(ij), w = 5^((r - 1) / 2^power). Everything is launched on the given stream; nothing waits.
 */
class Ntt {
 public:
  /** Makes the table of roots (`bytes(power)` on the device). power <= ntt_largest_power. */
  Ntt(unsigned power, Stream& stream);

  static size_t bytes(unsigned power) { return (((size_t)1 << power) + 1) * sizeof(Fr); }
  unsigned power() const { return power_; }

  /** In place, natural order in and out. */
  void forward(Fr* values, Stream& stream) const;
  /** Undoes `forward`, with the division by 2^power. */
  void inverse(Fr* values, Stream& stream) const;
  /**
   * `count` arrays one after the other, in place, natural order in and out: values of polynomials on the domain become 2^power
   * times their values on the coset W <w>, W of order 2^(power + 1).
   */
  void move_to_coset(Fr* values, unsigned count, Stream& stream) const;

 private:
  template <NttKind kind>
  void transform(Fr* values, unsigned count, bool to_coset, Stream& stream) const;
  void reverse(Fr* values, bool is_scaled, Stream& stream) const;

  unsigned power_;
  std::vector<NttPass> passes_;
  DeviceBuffer<Fr> roots_;
};

/** 1 / 2^power in Montgomery form. */
Fr inverse_power_of_two(unsigned power);

/** Primitive root of unity of order 2^power, power <= 28: 5^((r - 1) / 2^power), Montgomery form. */
Fr root_of_unity(unsigned power);

}  // namespace proofpress::cuda
