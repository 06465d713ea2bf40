#include <cstring>
#include <vector>

#include "../../cuda/ntt/ntt.cuh"
#include "../../src/ntt/ntt.hpp"
#include "checks.hpp"

using namespace proofpress;

namespace proofpress_test {
namespace {

constexpr unsigned largest_power = 14;

std::vector<Fr> draw_values(Random& random, std::size_t count) {
  std::vector<Fr> values(count);
  for (Fr& value : values) value = Fr::from_plain(random.chance(8) ? random.special<Fr>() : random.plain<Fr>());
  return values;
}

/** Values that stand on the device for a while. */
class OnDevice {
 public:
  OnDevice(const std::vector<Fr>& values, cuda::Stream& stream) : stream_(stream), buffer_(values.size()) {
    static_assert(sizeof(Fr) == sizeof(cuda::Fr), "the same bytes");
    cuda::copy_to_device(buffer_.data(), reinterpret_cast<const cuda::Fr*>(values.data()), values.size(), stream_);
  }
  cuda::Fr* data() const { return buffer_.data(); }
  std::vector<Fr> read() const {
    std::vector<Fr> values(buffer_.size());
    cuda::copy_to_host(reinterpret_cast<cuda::Fr*>(values.data()), buffer_.data(), values.size(), stream_);
    stream_.synchronize();
    return values;
  }

 private:
  cuda::Stream& stream_;
  cuda::DeviceBuffer<cuda::Fr> buffer_;
};

/** n times the values on the coset W <w>, from those on the domain. */
std::vector<Fr> coset_values(std::vector<Fr> values, unsigned power, Work& work) {
  number_theoretic_transform(values.data(), power, true, work);
  const Fr root = fr_root_of_unity(power + 1);
  Fr factor = Fr::from_u64((std::uint64_t)1 << power);
  for (Fr& value : values) {
    value *= factor;
    factor *= root;
  }
  number_theoretic_transform(values.data(), power, false, work);
  return values;
}

void check_power(Random& random, unsigned power) {
  const std::string name = "power " + std::to_string(power);
  const std::size_t size = (std::size_t)1 << power;
  Work work(nullptr);
  cuda::Stream stream;
  const cuda::Ntt ntt(power, stream);
  const std::vector<Fr> coefficients = draw_values(random, size);
  std::vector<Fr> expected = coefficients;
  number_theoretic_transform(expected.data(), power, false, work);
  const OnDevice values(coefficients, stream);
  ntt.forward(values.data(), stream);
  CHECK(values.read() == expected, name);
  ntt.inverse(values.data(), stream);
  CHECK(values.read() == coefficients, name);

  // Three arrays at once, as in a proof.
  std::vector<Fr> all, moved;
  for (int i = 0; i < 3; i++) {
    const std::vector<Fr> one = draw_values(random, size);
    const std::vector<Fr> other = coset_values(one, power, work);
    all.insert(all.end(), one.begin(), one.end());
    moved.insert(moved.end(), other.begin(), other.end());
  }
  const OnDevice three(all, stream);
  ntt.move_to_coset(three.data(), 3, stream);
  CHECK(three.read() == moved, name);
}

/** Every layer of every size is in exactly one pass, and no pass is too large for its block. */
void check_plans() {
  for (unsigned power = 0; power <= cuda::ntt_largest_power; power++) {
    unsigned done = 0;
    for (const cuda::NttPass& pass : cuda::plan_ntt(power)) {
      CHECK(pass.stride_power == done && pass.row_power > 0, std::to_string(power));
      CHECK(pass.tile_power() <= cuda::ntt_tile_power && pass.tile_power() <= power, std::to_string(power));
      CHECK(pass.stride_power == 0 ? pass.column_power == 0 : pass.column_power >= cuda::ntt_least_column_power, std::to_string(power));
      done += pass.row_power;
    }
    CHECK(done == power, std::to_string(power));
  }
}

}  // namespace

void check_cuda_transforms(Random& random, Budget budget) {
  check_plans();
  for (unsigned power = 0; power <= largest_power; power++) check_power(random, power);
  while (budget.next()) check_power(random, (unsigned)random.below(largest_power));
}

}  // namespace proofpress_test
