#pragma once

#include <cstdint>
#include <vector>

#include "endomorphism.hpp"

namespace proofpress {

/**
 * One scalar times many points of G1, which go through the same doublings and additions side by side, so that each step shares an
 * inversion.
 *
 * The scalar is written to base 2 with Eisenstein integers as digits: zero, or one of the 48 odd residues modulo 8 by its
 * smallest member. So at least two zeros follow each digit that is none, and a scalar takes about 126 doublings and 38 additions.
 * The 48 are 8 up to multiplication by the units +-1, +-w, +-w^2, which costs at most one product: 7 more additions prepare
 * them for a point. Neither time nor memory accesses are independent of the scalar.
 */
class FixedScalar {
 public:
  /** Points that go side by side; a piece of work for one thread. */
  static constexpr std::size_t batch = 512;

  explicit FixedScalar(const Fr& scalar);
  ~FixedScalar();
  FixedScalar(const FixedScalar&) = delete;
  FixedScalar& operator=(const FixedScalar&) = delete;

  /**
   * out[i] = scalar * points[i] for i < count <= batch. Points are affine in Montgomery form at any alignment, on the curve or
   * infinity; `out` may be `points`.
   */
  void multiply(const std::uint8_t* points, std::size_t count, std::uint8_t* out) const;

 private:
  /** A member of a table times a unit: w^rotation, negative or not. */
  struct Digit {
    std::uint8_t multiple;
    std::uint8_t rotation;
    bool negative;
  };
  static constexpr std::uint8_t no_digit = 255;

  static void add_digit(std::uint8_t* sums, const std::uint8_t* tables, const Digit& digit, std::size_t count);

  /** From the highest. */
  std::vector<Digit> digits_;
};

}  // namespace proofpress
