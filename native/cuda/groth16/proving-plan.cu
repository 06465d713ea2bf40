#include "proving-plan.cuh"

#include "../curve/xyzz.cuh"
#include "quotient.cuh"

namespace proofpress::cuda {
namespace {

size_t resident_bytes(const KeyShape& shape) {
  const size_t domain = (size_t)1 << shape.domain_power;
  const size_t g1_points = 2 * shape.wires + shape.private_wires + domain;
  return g1_points * sizeof(Affine<Fq>) + shape.wires * (sizeof(Affine<Fq2>) + sizeof(Fr)) + Quotient::bytes(shape.domain_power) +
         SparseMatrix::bytes(2 * domain, shape.coefficients, shape.long_rows);
}

std::string mebibytes(size_t bytes) { return std::to_string((bytes >> 20) + 1) + " MiB"; }

}  // namespace

ProvingPlan plan_proving(const KeyShape& shape, size_t free_bytes, const DeviceFacts& facts) {
  ProvingPlan plan{resident_bytes(shape), {}, {}};
  const size_t taken = plan.resident_bytes + spare_device_bytes;
  const auto refuse = [&] {
    throw CudaFailure(cudaErrorMemoryAllocation, "A key of " + mebibytes(plan.resident_bytes) + " does not fit into the " + mebibytes(free_bytes) +
                                                     " that are free on the device.");
  };
  if (shape.domain_power > ntt_largest_power)
    throw CudaFailure(cudaErrorMemoryAllocation, "A domain of 2^" + std::to_string(shape.domain_power) + " rows is too large for a device: 2^" +
                                                     std::to_string(ntt_largest_power) + " is the most.");
  if (taken >= free_bytes) refuse();
  const size_t left = free_bytes - taken;
  try {
    // Over the witness there are one schedule, one sum of G2 and three of G1, each half as large: at most 5/2 of this.
    plan.witness = plan_msm(shape.wires, left / 4, facts, sizeof(Fq2));
    plan.quotient = plan_msm((size_t)1 << shape.domain_power, left / 4, facts, sizeof(Fq));
  } catch (const CudaFailure& failure) {
    if (!failure.is_memory()) throw;
    refuse();
  }
  return plan;
}

}  // namespace proofpress::cuda
