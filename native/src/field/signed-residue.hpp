#pragma once

#include "bn254.hpp"

namespace proofpress {

/** A scalar as sign and magnitude, the magnitude at most (r - 1) / 2: r minus a small number is as cheap as a small one. */
struct SignedResidue {
  U256 magnitude;
  bool negative;
};

/** Of a plain integer below r. */
inline SignedResidue signed_residue(const U256& plain) {
  constexpr U256 half_of_r{{0xa1f0fac9f8000000ull, 0x9419f4243cdcb848ull, 0xdc2822db40c0ac2eull, 0x183227397098d014ull}};
  SignedResidue residue{plain, less_than(half_of_r, plain)};
  if (residue.negative) subtract_borrow(residue.magnitude, Fr::modulus(), plain);
  return residue;
}

}  // namespace proofpress
