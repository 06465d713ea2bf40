#pragma once

#include <string>

#include "../../test/check.hpp"

namespace proofpress_test {

/** The emulator itself: missing barriers and waits show, exchanges and failures are as in CUDA. */
void check_emulator(Random& random, Budget budget);
/** Fields against those of the CPU. */
void check_cuda_fields(Random& random, Budget budget);
/** Sums of all pairs of special points, in both groups, against those of the CPU. */
void check_cuda_points(Random& random, Budget budget);
/** Sums over points, in both groups, on points whose logarithms are known. */
void check_cuda_msm(Random& random, Budget budget);
/**
 * Sums of proofs over random keys and real ones against the CPU's, also on devices with little memory; whole proofs, verified.
 *
 * @param folder empty, for the files
 */
void check_cuda_proof(Random& random, Budget budget, const std::string& folder);
/** Sparse matrices times vectors, with rows of every length. */
void check_cuda_sparse(Random& random, Budget budget);
/** Transforms against those of the CPU. */
void check_cuda_transforms(Random& random, Budget budget);

}  // namespace proofpress_test
