#include "../field/fq2.cuh"
#include "../msm/msm.cuh"
#include "../../test/known-points.hpp"
#include "checks.hpp"

namespace proofpress_test {
namespace {

template <class Field>
struct OnDevice;
template <>
struct OnDevice<Fq> {
  using type = proofpress::cuda::Fq;
};
template <>
struct OnDevice<Fq2> {
  using type = proofpress::cuda::Fq2;
};

/** Scalars whose digits stand at the ends of their ranges, for windows of every width; r / 2 and its neighbours among them. */
U256 draw_digit_edges(Random& random) {
  U256 scalar{};
  const unsigned width = 5 + (unsigned)random.below(18);
  for (unsigned bit = 0; bit < 254; bit += width) {
    // 2^(width-1) - 1, 2^(width-1), 2^width - 1, 0 or 1 as a digit.
    const std::uint64_t half = (std::uint64_t)1 << (width - 1), digits[] = {half - 1, half, 2 * half - 1, 0, 1};
    const std::uint64_t digit = digits[random.below(5)];
    for (unsigned i = 0; i < width && bit + i < 254; i++)
      scalar.limb[(bit + i) / 64] |= (digit >> i & 1) << ((bit + i) % 64);
  }
  while (!proofpress::less_than(scalar, Fr::modulus())) scalar.limb[3] >>= 1;
  return scalar;
}

struct Scalars {
  std::vector<std::uint8_t> bytes;
  std::vector<Fr> values;
  std::size_t kind;

  Scalars(Random& random, std::size_t count) : bytes(count * 32), kind(random.below(8)) {
    const U256 same = random.special<Fr>();
    for (std::size_t i = 0; i < count; i++) {
      const U256 scalar = kind == 6   ? draw_digit_edges(random)
                          : kind == 7 ? (random.chance(2) ? Fr::one() : -Fr::one()).to_plain()
                                      : draw_scalar(random, kind, same);
      scalar.store(bytes.data() + 32 * i);
      values.push_back(Fr::from_plain(scalar));
    }
  }
};

template <class Field>
using DevicePoints = proofpress::cuda::DeviceBuffer<proofpress::cuda::Affine<typename OnDevice<Field>::type>>;

template <class Field>
DevicePoints<Field> to_device(KnownPoints<Field>& points, const proofpress::cuda::Stream& stream) {
  DevicePoints<Field> buffer(points.logarithms.size());
  copy_to_device(reinterpret_cast<std::uint8_t*>(buffer.data()), points.at(0), buffer.bytes(), stream);
  stream.synchronize();
  return buffer;
}

proofpress::cuda::DeviceBuffer<std::uint32_t> to_device(const Scalars& scalars, const proofpress::cuda::Stream& stream) {
  proofpress::cuda::DeviceBuffer<std::uint32_t> buffer(8 * scalars.values.size());
  copy_to_device(reinterpret_cast<std::uint8_t*>(buffer.data()), scalars.bytes.data(), buffer.bytes(), stream);
  stream.synchronize();
  return buffer;
}

template <class Field>
void check_sum(const proofpress::cuda::Xyzz<typename OnDevice<Field>::type>& sum, KnownPoints<Field>& points, const Scalars& scalars,
               std::size_t first, const proofpress::cuda::MsmPlan& plan) {
  Fr expected = Fr::zero();
  for (std::size_t i = first; i < scalars.values.size(); i++) expected += scalars.values[i] * points.logarithms[i - first];
  Xyzz<Field> point;
  static_assert(sizeof point == sizeof sum, "both lie alike");
  std::memcpy(&point, &sum, sizeof point);
  CHECK(point.to_affine() == multiple<Field>(expected),
        "points " + std::to_string(scalars.values.size()) + " from " + std::to_string(first) + ", scalars of kind " +
            std::to_string(scalars.kind) + ", width " + std::to_string(plan.windows.width) + ", segment " +
            std::to_string(plan.segment) + ", chunk " + std::to_string(plan.chunk));
}

/** One call, by a plan for up to eight times as many points or for so little memory that it runs in parts. */
template <class Field>
void check_msm(Random& random, std::size_t count) {
  using Device = typename OnDevice<Field>::type;
  const auto facts = proofpress::cuda::DeviceFacts::of(0);
  proofpress::cuda::Stream stream;
  KnownPoints<Field> points(random, count);
  const Scalars scalars(random, count);
  proofpress::cuda::MsmPlan plan = proofpress::cuda::Msm<Device>::plan(count << random.below(4), (std::size_t)64 << 20, facts);
  if (random.chance(4)) {
    // Less and less memory, until nothing fits.
    try {
      for (int i = 0; i < 4; i++)
        plan = proofpress::cuda::Msm<Device>::plan(count, (plan.schedule_bytes + plan.sums_bytes) / 2, facts);
    } catch (const proofpress::cuda::CudaFailure& failure) {
      CHECK(failure.is_memory());
    }
  }
  const std::size_t before = proofpress::emulator::allocated_device_bytes();
  proofpress::cuda::Msm<Device> msm(plan);
  const std::size_t taken = proofpress::emulator::allocated_device_bytes() - before;
  CHECK(taken <= plan.schedule_bytes + plan.sums_bytes, "the plan says " + std::to_string(plan.schedule_bytes + plan.sums_bytes) +
                                                            " bytes, it took " + std::to_string(taken));
  const auto device_points = to_device(points, stream);
  const auto device_scalars = to_device(scalars, stream);
  proofpress::cuda::Xyzz<Device> sum;
  msm.run(device_points.data(), device_scalars.data(), count, &sum, stream);
  check_sum<Field>(sum, points, scalars, 0, plan);
}

/** Several sums by one schedule, in both groups, some of them without points for the first scalars. */
void check_shared_schedule(Random& random, std::size_t count) {
  const std::size_t first = random.below(count + 1);
  proofpress::cuda::Stream stream;
  const Scalars scalars(random, count);
  KnownPoints<Fq> all_g1(random, count), some_g1(random, count - first);
  KnownPoints<Fq2> all_g2(random, count);
  const auto device_all_g1 = to_device(all_g1, stream), device_some_g1 = to_device(some_g1, stream);
  const auto device_all_g2 = to_device(all_g2, stream);
  const auto device_scalars = to_device(scalars, stream);

  const auto plan = proofpress::cuda::Msm<proofpress::cuda::Fq2>::plan(count, (std::size_t)64 << 20, proofpress::cuda::DeviceFacts::of(0));
  proofpress::cuda::MsmSchedule schedule(plan);
  proofpress::cuda::MsmSums<proofpress::cuda::Fq> g1(plan);
  proofpress::cuda::MsmSums<proofpress::cuda::Fq2> g2(plan);
  schedule.build(device_scalars.data(), count, stream);
  g2.begin(device_all_g2.data(), schedule, 0, stream);
  g1.begin(device_some_g1.data(), schedule, (std::uint32_t)first, stream);
  stream.synchronize();
  check_sum<Fq2>(g2.finish(), all_g2, scalars, 0, plan);
  check_sum<Fq>(g1.finish(), some_g1, scalars, first, plan);
  g1.begin(device_all_g1.data(), schedule, 0, stream);
  stream.synchronize();
  check_sum<Fq>(g1.finish(), all_g1, scalars, 0, plan);
}

}  // namespace

void check_cuda_msm(Random& random, Budget budget) {
  for (std::size_t size : {0, 1, 2, 3, 7, 8, 9, 31, 32, 33, 127, 128, 129, 255, 256, 257, 1023, 1025}) check_msm<Fq>(random, size);
  for (std::size_t size : {0, 1, 2, 33, 129, 257}) check_msm<Fq2>(random, size);
  for (std::size_t size : {1, 40, 300}) check_shared_schedule(random, size);
  while (budget.next()) {
    check_msm<Fq>(random, random.below(random.chance(4) ? 5001 : 600));
    check_msm<Fq2>(random, random.below(random.chance(8) ? 2001 : 200));
    check_shared_schedule(random, 1 + random.below(200));
  }
}

}  // namespace proofpress_test
