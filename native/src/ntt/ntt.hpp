#pragma once

#include "../field/bn254.hpp"
#include "../platform/work.hpp"

namespace proofpress {

/**
 * Number-theoretic transform of 2^power elements in place, natural order in and out: values[i] = sum_j coefficients[j] w^(ij)
 * with w = fr_root_of_unity(power), snarkjs's convention; `inverse` undoes it (and divides by 2^power). power <= 28.
 */
void number_theoretic_transform(Fr* values, unsigned power, bool inverse, Work& work);

}  // namespace proofpress
