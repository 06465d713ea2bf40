#include "ntt.cuh"

namespace proofpress::cuda {

__global__ __launch_bounds__(ntt_threads) void ntt_reverse(Fr* values, unsigned power, bool is_scaled, Fr scale) {
  const size_t thread = (size_t)blockIdx.x * blockDim.x + threadIdx.x;
  if (thread >> power) return;
  const uint32_t low = (uint32_t)thread, high = reverse_bits(low, power);
  if (low > high) return;
  Fr a = values[low], b = values[high];
  if (is_scaled) {
    a = mul(a, scale);
    b = mul(b, scale);
  }
  values[high] = a;
  values[low] = b;
}

__global__ __launch_bounds__(ntt_threads) void ntt_roots(Fr* roots, unsigned power, const Fr* squares) {
  const size_t index = (size_t)blockIdx.x * blockDim.x + threadIdx.x;
  if (index > (size_t)1 << power) return;
  Fr root = Fr::one();
  for (unsigned bit = 0; bit <= power; bit++)
    if (index >> bit & 1) root = mul(root, squares[bit]);
  roots[index] = root;
}

namespace {

unsigned blocks_for(size_t threads) { return (unsigned)((threads + ntt_threads - 1) / ntt_threads); }

}  // namespace

Fr root_of_unity(unsigned power) {
  // Of order 2^28, plain.
  Fr root = to_montgomery(Fr{{0x725b19f0u, 0x9bd61b6eu, 0x41112ed4u, 0x402d111eu, 0x8ef62abcu, 0x00e0a7ebu, 0xa58a7e85u, 0x2a3c09f0u}});
  for (unsigned i = power; i < 28; i++) root = square(root);
  return root;
}

Fr inverse_power_of_two(unsigned power) {
  // (r + 1) / 2 is the inverse of 2.
  Fr half = inverse(dbl(Fr::one())), result = Fr::one();
  for (unsigned i = 0; i < power; i++) result = mul(result, half);
  return result;
}

Ntt::Ntt(unsigned power, Stream& stream) : power_(power), passes_(plan_ntt(power)), roots_(((size_t)1 << power) + 1) {
  std::vector<Fr> squares(power + 1);
  squares[0] = root_of_unity(power + 1);
  for (unsigned i = 1; i <= power; i++) squares[i] = square(squares[i - 1]);
  DeviceBuffer<Fr> device_squares(squares.size());
  copy_to_device(device_squares.data(), squares.data(), squares.size(), stream);
  PROOFPRESS_LAUNCH(ntt_roots, blocks_for(roots_.size()), ntt_threads, 0, stream, roots_.data(), power, device_squares.data());
  stream.synchronize();
}

template <NttKind kind>
void Ntt::transform(Fr* values, unsigned count, bool to_coset, Stream& stream) const {
  for (size_t i = 0; i < passes_.size(); i++) {
    const bool is_last = i + 1 == passes_.size();
    const NttPass& pass = passes_[kind == NttKind::from_reversed ? i : passes_.size() - 1 - i];
    const dim3 grid(1u << (power_ - pass.tile_power()), count);
    const size_t shared_bytes = sizeof(Fr) << pass.tile_power();
    PROOFPRESS_LAUNCH(ntt_pass<kind>, grid, ntt_threads, shared_bytes, stream, values, power_, pass, roots_.data(), to_coset && is_last);
  }
}

void Ntt::reverse(Fr* values, bool is_scaled, Stream& stream) const {
  const Fr scale = is_scaled ? inverse_power_of_two(power_) : Fr{};
  PROOFPRESS_LAUNCH(ntt_reverse, blocks_for((size_t)1 << power_), ntt_threads, 0, stream, values, power_, is_scaled, scale);
}

void Ntt::forward(Fr* values, Stream& stream) const {
  transform<NttKind::to_reversed>(values, 1, false, stream);
  reverse(values, false, stream);
}

void Ntt::inverse(Fr* values, Stream& stream) const {
  transform<NttKind::inverse_to_reversed>(values, 1, false, stream);
  reverse(values, true, stream);
}

void Ntt::move_to_coset(Fr* values, unsigned count, Stream& stream) const {
  transform<NttKind::inverse_to_reversed>(values, count, true, stream);
  transform<NttKind::from_reversed>(values, count, false, stream);
}

}  // namespace proofpress::cuda
