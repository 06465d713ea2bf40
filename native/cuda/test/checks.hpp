#pragma once

#include "../../test/check.hpp"

namespace proofpress_test {

/** Sums over points, in both groups, on points whose logarithms are known. */
void check_cuda_msm(Random& random, Budget budget);
/** Sparse matrices times vectors, with rows of every length. */
void check_cuda_sparse(Random& random, Budget budget);
/** Transforms against those of the CPU. */
void check_cuda_transforms(Random& random, Budget budget);

}  // namespace proofpress_test
