#include "quotient.hpp"

#include "../ntt/transform.hpp"

namespace proofpress {
namespace {

/** Elements handled at a time in passes over whole arrays. */
constexpr std::size_t pass_grain = 1 << 12;

/** Rows of A w and B w, the witness taken plain: the entries' doubled Montgomery form makes the products Montgomery. */
void multiply_matrices(const ProvingKey& key, const std::uint8_t* witness, std::vector<Fr>& a, std::vector<Fr>& b,
                       Work& work) {
  const auto& cuts = key.coefficient_cuts();
  const ZkeyFile& file = key.file();
  work.parallel(cuts.size() - 1, 1, nullptr, [&](std::size_t range, std::size_t, unsigned) {
    for (std::uint32_t i = cuts[range]; i < cuts[range + 1]; i++) {
      const std::uint8_t* record = file.coefficients + (std::size_t)i * zkey_coefficient_bytes;
      Fr value = Fr::load(witness + 32 * (std::size_t)load_u32(record + 8));
      if (value.is_zero()) continue;
      Fr& row = (load_u32(record) == 0 ? a : b)[load_u32(record + 4)];
      row += Fr::load(record + 12) * value;
    }
  });
}

/** Values on the domain become values on the odd coset; value i stands at place -i mod n. */
void move_to_coset(const ProvingKey& key, std::vector<Fr>& values, Work& work) {
  transform_to_reversed(values.data(), key.twiddles(), work);
  work.parallel(values.size(), pass_grain, nullptr, [&](std::size_t begin, std::size_t end, unsigned) {
    multiply_bulk(&values[begin], &values[begin], &key.coset_scale()[begin], end - begin);
  });
  transform_from_reversed(values.data(), key.twiddles(), work);
}

}  // namespace

std::vector<U256> compute_quotient(const ProvingKey& key, const std::uint8_t* witness, Work& work) {
  std::size_t size = key.file().domain_size;
  std::vector<Fr> a(size, Fr::zero()), b(size, Fr::zero()), c(size);
  multiply_matrices(key, witness, a, b, work);
  work.report("quotient", 0.2);
  work.parallel(size, pass_grain, nullptr, [&](std::size_t begin, std::size_t end, unsigned) {
    multiply_bulk(&c[begin], &a[begin], &b[begin], end - begin);
  });
  double done = 0.25;
  for (auto* values : {&a, &b, &c}) {
    move_to_coset(key, *values, work);
    work.report("quotient", done += 0.25);
  }
  std::vector<U256> scalars(size);
  const std::vector<Fr> plain_one(pass_grain, Fr{{{1, 0, 0, 0}}});
  work.parallel(size, pass_grain, nullptr, [&](std::size_t begin, std::size_t end, unsigned) {
    multiply_subtract_bulk(&a[begin], &a[begin], &b[begin], &c[begin], end - begin);
    // A Montgomery product with the integer 1 is the way out of Montgomery form.
    multiply_bulk(&a[begin], &a[begin], plain_one.data(), end - begin);
    for (std::size_t i = begin; i < end; i++) scalars[(size - i) % size] = a[i].value;
  });
  return scalars;
}

}  // namespace proofpress
