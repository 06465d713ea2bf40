#pragma once

#include <cstddef>
#include <cstdint>

namespace proofpress::cuda {

/** What a proof takes of a .zkey, as it lies in the mapped file: points in Montgomery form at any alignment. */
struct KeyView {
  uint32_t wires, public_signals;
  unsigned domain_power;
  /** Section 4: records of 44 bytes (matrix, constraint, wire, value * 2^512 mod r). */
  uint32_t coefficient_count;
  const uint8_t* coefficients;
  /** Sections 5, 6 (G1) and 7 (G2): a point a wire. */
  const uint8_t *a, *b1, *b2;
  /** Section 8: a G1 point a private wire, the last wires. */
  const uint8_t* c;
  /** Section 9: a G1 point a row of the domain. */
  const uint8_t* h;

  size_t domain_size() const { return (size_t)1 << domain_power; }
  uint32_t first_private() const { return public_signals + 1; }
};

}  // namespace proofpress::cuda
