#pragma once

#include "check.hpp"

namespace proofpress_test {

/** Fields against plain integers: every operation on all pairs of special values, then on random ones. */
void check_fields(Random& random, Budget budget);
/** Points against chord and tangent: sums, doublings, multiples, `add_pairs` in all its cases and sizes. */
void check_points(Random& random, Budget budget);
/** Multi-scalar multiplication, tables of multiples and sparse sums, on points whose logarithms are known. */
void check_sums(Random& random, Budget budget);
/** Transforms against the sums that define them, and forth and back. */
void check_transforms(Random& random, Budget budget);
/** The bulk functions and `add_pairs` against scalar code; in a build with lanes, the lanes' own arithmetic as well. */
void check_lanes(Random& random, Budget budget);
/** Every kind of degenerate powers of tau is refused by setup, with its reason. @param folder for the files */
void check_powers(const std::string& folder);
/** Damaged .r1cs, .ptau, .zkey and .wtns files through everything that reads them. @param folder empty, for the files */
void check_files(Random& random, Budget budget, const std::string& folder);

}  // namespace proofpress_test
