#include "quotient.cuh"

namespace proofpress::cuda {
namespace {

constexpr unsigned pointwise_threads = 256;

__global__ __launch_bounds__(pointwise_threads) void multiply_pointwise(const Fr* a, const Fr* b, Fr* out, size_t count) {
  const size_t i = (size_t)blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) out[i] = mul(a[i], b[i]);
}

/**
 * a, b, c are n times what they stand for; a becomes a b - c as plain integers.
 *
 * @param size n in Montgomery form
 * @param inverse_square 1 / n^2 as a plain integer: a Montgomery product with a plain one is plain
 */
__global__ __launch_bounds__(pointwise_threads) void combine_quotient(Fr* a, const Fr* b, const Fr* c, size_t count, Fr size, Fr inverse_square) {
  const size_t i = (size_t)blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) a[i] = mul(sub(mul(a[i], b[i]), mul(c[i], size)), inverse_square);
}

}  // namespace

Quotient::Quotient(unsigned domain_power, const SparseRows& rows, Stream& stream)
    : matrix_(rows, stream), ntt_(domain_power, stream), values_((size_t)3 << domain_power) {}

const Fr* Quotient::compute(const Fr* witness, Stream& stream) {
  const unsigned power = ntt_.power();
  const size_t count = (size_t)1 << power;
  const unsigned blocks = (unsigned)((count + pointwise_threads - 1) / pointwise_threads);
  Fr *a = values_.data(), *b = a + count, *c = b + count;
  matrix_.multiply(witness, a, stream);
  PROOFPRESS_LAUNCH(multiply_pointwise, blocks, pointwise_threads, 0, stream, a, b, c, count);
  ntt_.move_to_coset(a, 3, stream);
  const Fr inverse_size = inverse_power_of_two(power);
  PROOFPRESS_LAUNCH(combine_quotient, blocks, pointwise_threads, 0, stream, a, b, c, count, inverse(inverse_size),
                    from_montgomery(square(inverse_size)));
  return a;
}

}  // namespace proofpress::cuda
