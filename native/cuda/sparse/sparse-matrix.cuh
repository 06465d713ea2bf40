#pragma once

#include <vector>

#include "../field/field8.cuh"
#include "../runtime/device.cuh"

namespace proofpress::cuda {

/** Rows with more entries than this are summed by a block instead of a thread. */
constexpr uint32_t sparse_short_row = 32;

/** A sparse matrix by rows, on the host: row i has the entries starts[i] to starts[i + 1]. */
struct SparseRows {
  std::vector<uint32_t> starts;
  std::vector<uint32_t> columns;
  /** In whatever form makes the products right. */
  std::vector<Fr> values;
  size_t rows() const { return starts.size() - 1; }
};

/** The rows that are longer than `sparse_short_row`. */
std::vector<uint32_t> find_long_rows(const SparseRows& rows);

/** A sparse matrix over Fr that stays on the device, for products with vectors. */
class SparseMatrix {
 public:
  SparseMatrix(const SparseRows& rows, Stream& stream);

  /** Bytes on the device of a matrix of so many rows and entries, `long_rows` of them longer than `sparse_short_row`. */
  static size_t bytes(size_t rows, size_t entries, size_t long_rows);

  /** out[i] = sum of value * vector[column] over row i, a product being a Montgomery product; rows() elements. */
  void multiply(const Fr* vector, Fr* out, Stream& stream) const;

 private:
  size_t row_count_;
  DeviceBuffer<uint32_t> starts_, columns_, long_rows_;
  DeviceBuffer<Fr> values_;
};

}  // namespace proofpress::cuda
