#pragma once

#include "../sparse/sparse-matrix.cuh"
#include "key-view.cuh"

namespace proofpress::cuda {

/**
 * Section 4 as one matrix of 2 n rows, those of A and then those of B, n the size of the domain. The values stay in their doubled
 * Montgomery form, so that products with a plain witness are in Montgomery form. Entries may come in any order.
 *
 * @throws Failure INVALID for an entry outside the matrices
 */
SparseRows read_key_rows(const KeyView& key);

}  // namespace proofpress::cuda
