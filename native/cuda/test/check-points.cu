#include <cstring>
#include <vector>

#include "../../test/known-points.hpp"
#include "../curve/xyzz.cuh"
#include "../runtime/device.cuh"
#include "checks.hpp"

namespace proofpress_test {
namespace {

using proofpress::cuda::DeviceBuffer;
using proofpress::cuda::Stream;

constexpr unsigned block_size = 32;

template <class F>
struct Sums {
  /** a + b for b affine and both in other coordinates; a + a; all affine. */
  proofpress::cuda::Affine<F> mixed, full, scaled, doubled, doubled_affine, negative;
};

template <class F>
__global__ void __launch_bounds__(block_size) add_all_pairs(const proofpress::cuda::Affine<F>* points, unsigned count, Sums<F>* sums) {
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count * count) return;
  using namespace proofpress::cuda;
  using Point = proofpress::cuda::Xyzz<F>;
  const auto &a = points[i / count], &b = points[i % count], &other = points[1];
  // The same points with ZZ other than one.
  const Point scaled_a = add_mixed(add_mixed(Point::from(a), other), negate_if(true, other));
  const Point scaled_b = add_mixed(add_mixed(Point::from(b), other), negate_if(true, other));
  sums[i] = {to_affine(add_mixed(scaled_a, b)),
             to_affine(add(Point::from(a), Point::from(b))),
             to_affine(add(scaled_a, scaled_b)),
             to_affine(dbl(scaled_a)),
             to_affine(dbl(a)),
             to_affine(negate(scaled_a))};
}

template <class Field>
struct DeviceField;
template <>
struct DeviceField<Fq> {
  using type = proofpress::cuda::Fq;
};
template <>
struct DeviceField<Fq2> {
  using type = proofpress::cuda::Fq2;
};

/** All pairs of infinity, points, their negatives, doubles and equals. */
template <class Field>
void check_group(Random& random, const Stream& stream) {
  using F = typename DeviceField<Field>::type;
  using Point = Affine<Field>;
  std::vector<Point> points{Point::infinity()};
  Xyzz<Field> point = Xyzz<Field>::from(multiple<Field>(Fr::from_plain(random.plain<Fr>())));
  for (int i = 0; i < 3; i++) {
    points.push_back(point.to_affine());
    points.push_back(-points.back());
    point = point.doubled();
  }
  const unsigned count = (unsigned)points.size(), pairs = count * count;
  const DeviceBuffer<proofpress::cuda::Affine<F>> device_points(count);
  static_assert(sizeof(Point) == sizeof(proofpress::cuda::Affine<F>), "the same bytes");
  copy_to_device(reinterpret_cast<Point*>(device_points.data()), points.data(), count, stream);
  const DeviceBuffer<Sums<F>> device_sums(pairs);
  const proofpress::cuda::Affine<F>* const given = device_points.data();
  PROOFPRESS_LAUNCH(add_all_pairs<F>, (pairs + block_size - 1) / block_size, block_size, 0, stream, given, count, device_sums.data());
  std::vector<Sums<F>> sums(pairs);
  copy_to_host(sums.data(), device_sums.data(), pairs, stream);
  stream.synchronize();
  const auto same = [](const proofpress::cuda::Affine<F>& device, const Point& host) {
    return std::memcmp(&device, &host, sizeof host) == 0;
  };
  for (unsigned i = 0; i < pairs; i++) {
    const Point &a = points[i / count], &b = points[i % count];
    const Point sum = (Xyzz<Field>::from(a) + b).to_affine(), doubled = Xyzz<Field>::from(a).doubled().to_affine();
    const std::string name = "pair " + std::to_string(i);
    CHECK(same(sums[i].mixed, sum), name);
    CHECK(same(sums[i].full, sum), name);
    CHECK(same(sums[i].scaled, sum), name);
    CHECK(same(sums[i].doubled, doubled), name);
    CHECK(same(sums[i].doubled_affine, doubled), name);
    CHECK(same(sums[i].negative, -a), name);
  }
}

}  // namespace

void check_cuda_points(Random& random, Budget budget) {
  const Stream stream;
  do {
    check_group<Fq>(random, stream);
    check_group<Fq2>(random, stream);
  } while (budget.next());
}

}  // namespace proofpress_test
