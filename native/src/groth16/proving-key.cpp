#include "proving-key.hpp"

namespace proofpress {
namespace {

unsigned checked_domain_power(const ZkeyFile& file) {
  if (file.domain_power > largest_domain_power)
    fail_invalid("The key " + file.file.path() + " has 2^28 constraints; the largest domain that can be proven has 2^27.");
  return file.domain_power;
}

std::vector<Fr> make_coset_scale(unsigned power) {
  std::size_t size = (std::size_t)1 << power;
  std::vector<Fr> scale(size);
  // w'^(n - k) = -w'^(-k), because w'^n = -1; rev(place + 2^i) = rev(place) + 2^(power - 1 - i).
  Fr inverse_size = Fr::from_u64(size).inverse();
  Fr generator = fr_root_of_unity(power + 1).inverse();
  scale[0] = -inverse_size;
  std::vector<Fr> steps(size / 2 + 1);
  for (unsigned bit = 0; bit < power; bit++) {
    std::size_t known = (std::size_t)1 << bit;
    std::fill_n(steps.begin(), known, generator.power(U256{{size >> (bit + 1), 0, 0, 0}}));
    multiply_bulk(scale.data() + known, scale.data(), steps.data(), known);
  }
  scale[0] = inverse_size;
  return scale;
}

/** About as many entries of section 4 as are worth handing to a thread. */
constexpr std::uint32_t coefficients_in_range = 1 << 14;

std::vector<std::uint32_t> cut_coefficients(const ZkeyFile& file) {
  std::vector<std::uint32_t> cuts = {0};
  std::uint32_t last = 0;
  for (std::uint32_t i = 0; i < file.coefficient_count; i++) {
    std::uint32_t constraint = load_u32(file.coefficients + (std::size_t)i * zkey_coefficient_bytes + 4);
    // Keys of other programs may be in another order: then one thread does all.
    if (constraint < last) return {0, file.coefficient_count};
    if (constraint > last && i - cuts.back() >= coefficients_in_range) cuts.push_back(i);
    last = constraint;
  }
  cuts.push_back(file.coefficient_count);
  return cuts;
}

}  // namespace

ProvingKey::ProvingKey(const std::string& path, Work& work) : file_(path), twiddles_(checked_domain_power(file_)) {
  work.report("reading the key");
  file_.check_contents(work);
  coset_scale_ = make_coset_scale(file_.domain_power);
  coefficient_cuts_ = cut_coefficients(file_);
}

}  // namespace proofpress
