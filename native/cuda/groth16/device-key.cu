#include "device-key.cuh"

#include <algorithm>

#include "key-rows.cuh"

namespace proofpress::cuda {
namespace {

/** Scalars as sums take them. */
const uint32_t* limbs_of(const Fr* scalars) { return scalars->limb; }

int current_device() {
  int device = 0;
  check(cudaGetDevice(&device), "the current device");
  return device;
}

ProvingPlan plan_for(const KeyView& key, const SparseRows& rows) {
  const KeyShape shape{key.wires, key.wires - first_private_of(key), key.domain_power, rows.columns.size(), find_long_rows(rows).size()};
  return plan_proving(shape, free_device_bytes(), DeviceFacts::of(current_device()));
}

}  // namespace

DeviceKey::DeviceKey(const KeyView& key) : DeviceKey(key, read_key_rows(key)) {}

DeviceKey::DeviceKey(const KeyView& key, const SparseRows& rows) : DeviceKey(key, rows, plan_for(key, rows)) {}

DeviceKey::DeviceKey(const KeyView& key, const SparseRows& rows, const ProvingPlan& plan)
    : wires_(key.wires),
      domain_size_(domain_size_of(key)),
      first_private_(first_private_of(key)),
      plan_(plan),
      a_(wires_),
      b1_(wires_),
      c_(wires_ - first_private_),
      h_(domain_size_),
      b2_(wires_),
      witness_(wires_),
      quotient_(key.domain_power, rows, quotient_stream_),
      witness_schedule_(plan.witness),
      quotient_schedule_(plan.quotient),
      b2_sum_(plan.witness),
      g1_sums_{PendingSum<Fq>(plan.witness), PendingSum<Fq>(plan.witness)},
      h_sum_(plan.quotient) {
  copy_.copy(a_.data(), key.a, a_.bytes(), witness_stream_);
  copy_.copy(b1_.data(), key.b1, b1_.bytes(), witness_stream_);
  copy_.copy(b2_.data(), key.b2, b2_.bytes(), witness_stream_);
  copy_.copy(c_.data(), key.c, c_.bytes(), witness_stream_);
  copy_.copy(h_.data(), key.h, h_.bytes(), witness_stream_);
  witness_stream_.synchronize();
}

void DeviceKey::copy_witness(const uint8_t* witness) {
  copy_.copy(witness_.data(), witness, witness_.bytes(), witness_stream_);
  witness_copied_.record(witness_stream_);
  witness_copied_.make_wait(quotient_stream_);
}

void DeviceKey::begin_quotient_part(const Fr* quotient, size_t begin) {
  const size_t count = std::min(plan_.quotient.chunk, domain_size_ - begin);
  quotient_schedule_.build(limbs_of(quotient + begin), count, quotient_stream_);
  h_sum_.begin(h_.data() + begin, quotient_schedule_, 0, quotient_stream_);
}

void DeviceKey::add_witness_part(size_t begin, WitnessSums& sums) {
  const size_t count = std::min(plan_.witness.chunk, wires_ - begin);
  witness_schedule_.build(limbs_of(witness_.data() + begin), count, witness_stream_);
  const auto start = [&](auto& sum, const auto* points, uint32_t first) { sum.begin(points, witness_schedule_, first, witness_stream_); };
  // The longest sum first. While the processor ends one of them, the device has another one to work at.
  start(b2_sum_, b2_.data() + begin, 0);
  start(g1_sums_[0], a_.data() + begin, 0);
  start(g1_sums_[1], b1_.data() + begin, 0);
  sums.b2 = add(sums.b2, b2_sum_.finish());
  sums.a = add(sums.a, g1_sums_[0].finish());
  // Section 8 begins with the first private wire.
  const size_t end = begin + count, first = std::max<size_t>(begin, first_private_);
  if (first < end) start(g1_sums_[0], c_.data() + (first - first_private_), (uint32_t)(first - begin));
  sums.b1 = add(sums.b1, g1_sums_[1].finish());
  if (first < end) sums.c = add(sums.c, g1_sums_[0].finish());
}

ProofSums DeviceKey::prove_sums(const uint8_t* witness, Work& work) {
  work.report("witness");
  copy_witness(witness);
  const Fr* quotient = quotient_.compute(witness_.data(), quotient_stream_);
  begin_quotient_part(quotient, 0);
  WitnessSums sums;
  for (size_t begin = 0; begin < wires_; begin += plan_.witness.chunk) {
    work.report("sums over the witness", 0.8 * (double)begin / (double)wires_);
    add_witness_part(begin, sums);
  }
  work.report("sum over the quotient", 0.8);
  Xyzz<Fq> h = h_sum_.finish();
  for (size_t begin = plan_.quotient.chunk; begin < domain_size_; begin += plan_.quotient.chunk) {
    begin_quotient_part(quotient, begin);
    h = add(h, h_sum_.finish());
  }
  ProofSums result{to_affine(sums.a), to_affine(sums.b1), to_affine(sums.b2), to_affine(sums.c), to_affine(h)};
  if (FaultPlan::instance().spoils_result()) result.c.x.limb[0] ^= 1;
  return result;
}

}  // namespace proofpress::cuda
