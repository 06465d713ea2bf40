#include <vector>

#include "../../cuda/sparse/sparse-matrix.cuh"
#include "checks.hpp"

using namespace proofpress;

namespace proofpress_test {
namespace {

/** Lengths on both sides of every border: none, a thread's last, a block's first, more than a block has threads. */
const std::size_t row_lengths[] = {0, 1, 2, cuda::sparse_short_row - 1, cuda::sparse_short_row, cuda::sparse_short_row + 1, 127, 128, 129, 300};

cuda::Fr device_form(const Fr& value) {
  cuda::Fr result;
  std::memcpy(&result, &value, sizeof result);
  return result;
}

void check_matrix(Random& random, std::size_t rows, std::size_t columns) {
  cuda::SparseRows matrix;
  std::vector<Fr> vector(columns), expected(rows, Fr::zero());
  for (Fr& value : vector) value = Fr{random.chance(3) ? U256{{random.below(2), 0, 0, 0}} : random.special<Fr>()};
  matrix.starts.push_back(0);
  for (std::size_t row = 0; row < rows; row++) {
    const std::size_t length = random.chance(8) ? row_lengths[random.below(sizeof row_lengths / sizeof *row_lengths)] : random.below(5);
    for (std::size_t i = 0; i < length; i++) {
      const std::size_t column = random.below(columns);
      const Fr value{random.special<Fr>()};
      expected[row] += value * vector[column];
      matrix.columns.push_back((std::uint32_t)column);
      matrix.values.push_back(device_form(value));
    }
    matrix.starts.push_back((std::uint32_t)matrix.columns.size());
  }

  cuda::Stream stream;
  const cuda::SparseMatrix on_device(matrix, stream);
  cuda::DeviceBuffer<cuda::Fr> input(columns), output(rows);
  cuda::copy_to_device(input.data(), reinterpret_cast<const cuda::Fr*>(vector.data()), columns, stream);
  on_device.multiply(input.data(), output.data(), stream);
  std::vector<Fr> result(rows);
  cuda::copy_to_host(reinterpret_cast<cuda::Fr*>(result.data()), output.data(), rows, stream);
  stream.synchronize();
  for (std::size_t row = 0; row < rows; row++) CHECK(result[row] == expected[row], "row " + std::to_string(row) + " of " + std::to_string(rows));
}

}  // namespace

void check_cuda_sparse(Random& random, Budget budget) {
  for (std::size_t rows : {0, 1, 127, 128, 129, 1000}) check_matrix(random, rows, 1 + random.below(200));
  while (budget.next()) check_matrix(random, random.below(500), 1 + random.below(500));
}

}  // namespace proofpress_test
