#pragma once

#include "../msm/plan.hpp"

namespace proofpress::cuda {

/** The sizes that decide how much memory the proofs of a circuit take. */
struct KeyShape {
  size_t wires, private_wires;
  unsigned domain_power;
  /** Entries of section 4, and rows of them that are longer than `sparse_short_row`. */
  size_t coefficients, long_rows;
};

/** All memory on the device of a key and its proofs, known before the first allocation. */
struct ProvingPlan {
  /** Points, matrix, roots, witness, values on the domain: the same on every device. */
  size_t resident_bytes;
  /** Sums over the witness in both groups, and over the quotient in G1: the more memory, the more scalars at a time. */
  MsmPlan witness, quotient;
};

/**
 * @param free_bytes device memory that can still be allocated
 * @throws CudaFailure (is_memory) with the sizes where the key does not fit
 */
ProvingPlan plan_proving(const KeyShape& shape, size_t free_bytes, const DeviceFacts& facts);

}  // namespace proofpress::cuda
