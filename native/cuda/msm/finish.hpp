#pragma once

#include "plan.hpp"

namespace proofpress::cuda {

/**
 * The last few hundred additions of a sum, one after the other, by the processor's own field code: on the device a single
 * thread would take longer.
 *
 * @param extension_degree 1 for G1, 2 for G2
 * @param results the sum over the scalars 1 and -1, then for each window the sums over the bits of a run's number and the inner
 *   sum: XYZZ points, 32 bytes Montgomery a coordinate of Fq
 * @param out one such point
 */
void finish_sum(int extension_degree, const MsmPlan& plan, const void* results, void* out);

}  // namespace proofpress::cuda
