#include "sparse-matrix.cuh"

namespace proofpress::cuda {
namespace {

constexpr unsigned sparse_threads = 128;

__device__ __forceinline__ Fr sum_entries(const uint32_t* columns, const Fr* values, const Fr* vector, uint32_t begin, uint32_t end, uint32_t step) {
  Fr sum{};
  for (uint32_t i = begin; i < end; i += step) sum = add(sum, mul(values[i], vector[columns[i]]));
  return sum;
}

/** One thread a row; long rows are left to `sparse_long_rows`. */
__global__ __launch_bounds__(sparse_threads) void sparse_rows(const uint32_t* starts, const uint32_t* columns, const Fr* values, const Fr* vector,
                                                              Fr* out, size_t rows) {
  const size_t row = (size_t)blockIdx.x * blockDim.x + threadIdx.x;
  if (row >= rows) return;
  const uint32_t begin = starts[row], end = starts[row + 1];
  if (end - begin <= sparse_short_row) out[row] = sum_entries(columns, values, vector, begin, end, 1);
}

/** One block a row. */
__global__ __launch_bounds__(sparse_threads) void sparse_long_rows(const uint32_t* long_rows, const uint32_t* starts, const uint32_t* columns,
                                                                   const Fr* values, const Fr* vector, Fr* out) {
  PROOFPRESS_DYNAMIC_SHARED(Fr, sums);
  const uint32_t row = long_rows[blockIdx.x];
  sums[threadIdx.x] = sum_entries(columns, values, vector, starts[row] + threadIdx.x, starts[row + 1], blockDim.x);
  for (unsigned half = blockDim.x / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) sums[threadIdx.x] = add(sums[threadIdx.x], sums[threadIdx.x + half]);
  }
  if (threadIdx.x == 0) out[row] = sums[0];
}

}  // namespace

std::vector<uint32_t> find_long_rows(const SparseRows& rows) {
  std::vector<uint32_t> found;
  for (size_t row = 0; row < rows.rows(); row++)
    if (rows.starts[row + 1] - rows.starts[row] > sparse_short_row) found.push_back((uint32_t)row);
  return found;
}

SparseMatrix::SparseMatrix(const SparseRows& rows, Stream& stream)
    : row_count_(rows.rows()), starts_(rows.starts.size()), columns_(rows.columns.size()), values_(rows.values.size()) {
  const std::vector<uint32_t> long_rows = find_long_rows(rows);
  long_rows_ = DeviceBuffer<uint32_t>(long_rows.size());
  copy_to_device(starts_.data(), rows.starts.data(), rows.starts.size(), stream);
  copy_to_device(columns_.data(), rows.columns.data(), rows.columns.size(), stream);
  copy_to_device(values_.data(), rows.values.data(), rows.values.size(), stream);
  copy_to_device(long_rows_.data(), long_rows.data(), long_rows.size(), stream);
  stream.synchronize();
}

size_t SparseMatrix::bytes(size_t rows, size_t entries, size_t long_rows) {
  return (rows + 1 + entries + long_rows) * sizeof(uint32_t) + entries * sizeof(Fr);
}

void SparseMatrix::multiply(const Fr* vector, Fr* out, Stream& stream) const {
  if (row_count_ == 0) return;
  const unsigned blocks = (unsigned)((row_count_ + sparse_threads - 1) / sparse_threads);
  PROOFPRESS_LAUNCH(sparse_rows, blocks, sparse_threads, 0, stream, starts_.data(), columns_.data(), values_.data(), vector, out, row_count_);
  if (long_rows_.size() == 0) return;
  PROOFPRESS_LAUNCH(sparse_long_rows, (unsigned)long_rows_.size(), sparse_threads, sparse_threads * sizeof(Fr), stream, long_rows_.data(),
                    starts_.data(), columns_.data(), values_.data(), vector, out);
}

}  // namespace proofpress::cuda
