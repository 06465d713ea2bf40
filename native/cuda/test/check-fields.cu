#include <cstring>
#include <vector>

#include "../../src/field/fq2.hpp"
#include "../field/fq2.cuh"
#include "../runtime/device.cuh"
#include "checks.hpp"

using namespace proofpress;

namespace proofpress_test {
namespace {

constexpr unsigned block_size = 64;

/** All that a field does, of four elements. */
template <class F>
struct Results {
  F sum, difference, doubled, negative, product, squared, inverse;
};

template <class F>
__global__ void __launch_bounds__(block_size) compute(const F* a, const F* b, Results<F>* results, unsigned count) {
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  using namespace cuda;
  results[i] = {add(a[i], b[i]), sub(a[i], b[i]), dbl(a[i]), neg(a[i]), mul(a[i], b[i]), square(a[i]), inverse(a[i])};
}

template <class F>
struct PrimeResults {
  F sum_of_products, plain, back;
};

template <class F>
__global__ void __launch_bounds__(block_size) compute_prime(const F* a, const F* b, PrimeResults<F>* results, unsigned count) {
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  using namespace cuda;
  const F& c = a[count - 1 - i];
  const F& d = b[count - 1 - i];
  results[i] = {sum_of_products(a[i], b[i], c, d), from_montgomery(a[i]), to_montgomery(from_montgomery(a[i]))};
}

/** An element of one field in the other one's type: the same bytes. */
template <class To, class From>
To convert(const From& from) {
  static_assert(sizeof(To) == sizeof(From), "the same bytes");
  To to;
  std::memcpy(&to, &from, sizeof to);
  return to;
}

template <class F>
cuda::DeviceBuffer<F> to_device(const std::vector<F>& values, const cuda::Stream& stream) {
  cuda::DeviceBuffer<F> buffer(values.size());
  copy_to_device(buffer.data(), values.data(), values.size(), stream);
  stream.synchronize();
  return buffer;
}

template <class Kernel, class F, class Result>
std::vector<Result> run_kernel(Kernel kernel, const std::vector<F>& a, const std::vector<F>& b, Result) {
  const cuda::Stream stream;
  const auto device_a = to_device(a, stream), device_b = to_device(b, stream);
  const cuda::DeviceBuffer<Result> device_results(a.size());
  const unsigned count = (unsigned)a.size();
  const F* const pointer_a = device_a.data();
  const F* const pointer_b = device_b.data();
  PROOFPRESS_LAUNCH(kernel, (count + block_size - 1) / block_size, block_size, 0, stream, pointer_a, pointer_b, device_results.data(), count);
  std::vector<Result> results(a.size());
  copy_to_host(results.data(), device_results.data(), results.size(), stream);
  stream.synchronize();
  return results;
}

void draw(Random& random, Fq& element) { element = Fq::from_plain(random.special<Fq>()); }
void draw(Random& random, Fr& element) { element = Fr::from_plain(random.special<Fr>()); }
void draw(Random& random, Fq2& element) {
  draw(random, element.c0);
  draw(random, element.c1);
}

template <class Host, class Device>
void check_field(Random& random, std::size_t count) {
  std::vector<Host> a(count), b(count);
  std::vector<Device> device_a, device_b;
  for (std::size_t i = 0; i < count; i++) {
    draw(random, a[i]);
    draw(random, b[i]);
    device_a.push_back(convert<Device>(a[i]));
    device_b.push_back(convert<Device>(b[i]));
  }
  const auto results = run_kernel(compute<Device>, device_a, device_b, Results<Device>{});
  for (std::size_t i = 0; i < count; i++) {
    const Results<Device>& r = results[i];
    CHECK(convert<Host>(r.sum) == a[i] + b[i]);
    CHECK(convert<Host>(r.difference) == a[i] - b[i]);
    CHECK(convert<Host>(r.doubled) == a[i].doubled());
    CHECK(convert<Host>(r.negative) == -a[i]);
    CHECK(convert<Host>(r.product) == a[i] * b[i]);
    CHECK(convert<Host>(r.squared) == a[i].squared());
    CHECK(convert<Host>(r.inverse) == a[i].inverse());
    CHECK(cuda::is_zero(device_a[i]) == a[i].is_zero());
    CHECK(cuda::equal(device_a[i], device_b[i]) == (a[i] == b[i]));
    CHECK(cuda::equal(device_a[i], device_a[i]));
    CHECK(cuda::equal(cuda::neg_if(true, device_a[i]), r.negative) && cuda::equal(cuda::neg_if(false, device_a[i]), device_a[i]));
  }
  CHECK(convert<Host>(Device::one()) == Host::one() && convert<Host>(Device::zero()) == Host::zero());
}

template <class Host, class Device>
void check_prime_field(Random& random, std::size_t count) {
  check_field<Host, Device>(random, count);
  std::vector<Host> a(count), b(count);
  std::vector<Device> device_a, device_b;
  for (std::size_t i = 0; i < count; i++) {
    draw(random, a[i]);
    draw(random, b[i]);
    device_a.push_back(convert<Device>(a[i]));
    device_b.push_back(convert<Device>(b[i]));
  }
  const auto results = run_kernel(compute_prime<Device>, device_a, device_b, PrimeResults<Device>{});
  for (std::size_t i = 0; i < count; i++) {
    CHECK(convert<Host>(results[i].sum_of_products) == a[i] * b[i] + a[count - 1 - i] * b[count - 1 - i]);
    CHECK(convert<Host>(results[i].plain) == Host{a[i].to_plain()});
    CHECK(convert<Host>(results[i].back) == a[i]);
    const std::uint64_t exponent = random.next() >> random.below(64);
    CHECK(convert<Host>(cuda::power(device_a[i], exponent)) == a[i].power(U256{{exponent, 0, 0, 0}}));
  }
}

/** Products of numbers below 2 p, as the lazy product allows them. */
template <class Host, class Device>
void check_lazy_product(Random& random) {
  const auto draw_lazy = [&](Host& element) {
    draw(random, element);
    Device lazy = convert<Device>(element);
    if (!random.chance(2)) return lazy;
    cuda::Carry carry;
    lazy.limb[0] = cuda::add_cc(carry, lazy.limb[0], Device::modulus().limb[0]);
    for (int i = 1; i < 8; i++) lazy.limb[i] = cuda::addc_cc(carry, lazy.limb[i], Device::modulus().limb[i]);
    return lazy;
  };
  Host a, b;
  const Device lazy_a = draw_lazy(a), lazy_b = draw_lazy(b);
  CHECK(convert<Host>(cuda::reduce_once(cuda::mul_lazy(lazy_a, lazy_b))) == a * b);
}

}  // namespace

void check_cuda_fields(Random& random, Budget budget) {
  // No multiple of the block.
  do {
    const std::size_t count = 1 + random.below(3 * block_size);
    check_prime_field<Fq, cuda::Fq>(random, count);
    check_prime_field<Fr, cuda::Fr>(random, count);
    check_field<Fq2, cuda::Fq2>(random, 1 + random.below(2 * block_size));
    for (int i = 0; i < 500; i++) {
      check_lazy_product<Fq, cuda::Fq>(random);
      check_lazy_product<Fr, cuda::Fr>(random);
    }
  } while (budget.next());
}

}  // namespace proofpress_test
