#include "device-key.cuh"

#include <algorithm>

#include "key-rows.cuh"

namespace proofpress::cuda {
namespace {

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
      a_sum_(plan.witness),
      b1_sum_(plan.witness),
      c_sum_(plan.witness),
      h_sum_(plan.quotient) {
  copy_.copy(a_.data(), key.a, a_.bytes(), witness_stream_);
  copy_.copy(b1_.data(), key.b1, b1_.bytes(), witness_stream_);
  copy_.copy(b2_.data(), key.b2, b2_.bytes(), witness_stream_);
  copy_.copy(c_.data(), key.c, c_.bytes(), witness_stream_);
  copy_.copy(h_.data(), key.h, h_.bytes(), witness_stream_);
  witness_stream_.synchronize();
}

void DeviceKey::wait_for_sums() const {
  a_sum_.wait();
  b1_sum_.wait();
  b2_sum_.wait();
  c_sum_.wait();
  h_sum_.wait();
}

void DeviceKey::copy_witness(const uint8_t* witness) {
  copy_.copy(witness_.data(), witness, witness_.bytes(), witness_stream_);
  witness_copied_.record(witness_stream_);
  witness_copied_.make_wait(quotient_stream_);
}

void DeviceKey::begin_quotient_part(const Fr* quotient, size_t begin) {
  const size_t count = std::min(plan_.quotient.chunk, domain_size_ - begin);
  quotient_schedule_.build(quotient + begin, count, quotient_stream_);
  h_sum_.begin(h_.data() + begin, quotient_schedule_, 0);
}

void DeviceKey::add_witness_part(size_t begin, WitnessSums& sums) {
  const size_t count = std::min(plan_.witness.chunk, wires_ - begin), end = begin + count;
  witness_schedule_.build(witness_.data() + begin, count, witness_stream_);
  // The longest sum first.
  b2_sum_.begin(b2_.data() + begin, witness_schedule_, 0);
  a_sum_.begin(a_.data() + begin, witness_schedule_, 0);
  b1_sum_.begin(b1_.data() + begin, witness_schedule_, 0);
  // Section 8 begins with the first private wire.
  const size_t first = std::max<size_t>(begin, first_private_);
  if (first < end) c_sum_.begin(c_.data() + (first - first_private_), witness_schedule_, (uint32_t)(first - begin));
  sums.a = add(sums.a, a_sum_.finish());
  sums.b1 = add(sums.b1, b1_sum_.finish());
  if (first < end) sums.c = add(sums.c, c_sum_.finish());
  sums.b2 = add(sums.b2, b2_sum_.finish());
}

ProofSums DeviceKey::prove_sums(const uint8_t* witness, Work& work) {
  work.report("witness");
  wait_for_sums();
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
