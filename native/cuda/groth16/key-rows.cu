#include "key-rows.cuh"

#include <cstring>

#include "../../src/file/bytes.hpp"
#include "../../src/platform/failure.hpp"

namespace proofpress::cuda {
namespace {

constexpr size_t record_bytes = 44;

}  // namespace

SparseRows read_key_rows(const KeyView& key) {
  const size_t rows = 2 * domain_size_of(key);
  const auto row_of = [&](const uint8_t* record) {
    const uint32_t matrix = load_u32(record), constraint = load_u32(record + 4);
    if (matrix > 1 || constraint >= domain_size_of(key) || load_u32(record + 8) >= key.wires)
      fail_invalid("The key has a coefficient outside its matrices.");
    return matrix * domain_size_of(key) + constraint;
  };
  SparseRows result;
  result.starts.assign(rows + 1, 0);
  for (size_t i = 0; i < key.coefficient_count; i++) result.starts[row_of(key.coefficients + i * record_bytes) + 1]++;
  for (size_t row = 0; row < rows; row++) result.starts[row + 1] += result.starts[row];

  std::vector<uint32_t> next(result.starts.begin(), result.starts.end() - 1);
  result.columns.resize(key.coefficient_count);
  result.values.resize(key.coefficient_count);
  for (size_t i = 0; i < key.coefficient_count; i++) {
    const uint8_t* record = key.coefficients + i * record_bytes;
    const uint32_t place = next[row_of(record)]++;
    result.columns[place] = load_u32(record + 8);
    std::memcpy(&result.values[place], record + 12, sizeof(Fr));
  }
  return result;
}

}  // namespace proofpress::cuda
