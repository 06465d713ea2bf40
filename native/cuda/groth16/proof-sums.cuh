#pragma once

#include "../curve/xyzz.cuh"

namespace proofpress::cuda {

/** The sums of a proof over the key's points: all of it that takes time. */
struct ProofSums {
  /** Over the witness: sections 5, 6, 7, and 8 over the private wires. */
  Affine<Fq> a, b1;
  Affine<Fq2> b2;
  Affine<Fq> c;
  /** Over the quotient: section 9. */
  Affine<Fq> h;
};

}  // namespace proofpress::cuda
