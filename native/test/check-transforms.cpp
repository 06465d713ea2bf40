#include <vector>

#include "../src/ntt/ntt.hpp"
#include "checks.hpp"

using namespace proofpress;

namespace proofpress_test {
namespace {

std::vector<Fr> draw_values(Random& random, unsigned power) {
  std::vector<Fr> values((std::size_t)1 << power);
  const std::size_t kind = random.below(4);
  for (Fr& value : values)
    value = kind == 0 ? Fr::zero() : kind == 1 ? -Fr::one() : Fr::from_plain(kind == 2 ? random.special<Fr>() : random.plain<Fr>());
  return values;
}

void check_against_definition(Random& random, unsigned power, Work& work) {
  const std::vector<Fr> coefficients = draw_values(random, power);
  std::vector<Fr> values = coefficients;
  number_theoretic_transform(values.data(), power, false, work);
  const Fr root = fr_root_of_unity(power);
  Fr x = Fr::one();
  for (const Fr& value : values) {
    Fr sum = Fr::zero();
    for (std::size_t j = coefficients.size(); j-- > 0;) sum = sum * x + coefficients[j];
    CHECK(value == sum, "power " + std::to_string(power));
    x *= root;
  }
  number_theoretic_transform(values.data(), power, true, work);
  CHECK(values == coefficients, "power " + std::to_string(power));
}

/** On large domains: forth and back, and the value at one place. */
void check_large(Random& random, unsigned power, Work& work) {
  const std::vector<Fr> coefficients = draw_values(random, power);
  std::vector<Fr> values = coefficients;
  number_theoretic_transform(values.data(), power, false, work);
  const std::size_t place = random.below(values.size());
  const Fr x = fr_root_of_unity(power).power(U256{{place, 0, 0, 0}});
  Fr sum = Fr::zero();
  for (std::size_t j = coefficients.size(); j-- > 0;) sum = sum * x + coefficients[j];
  CHECK(values[place] == sum, "power " + std::to_string(power) + ", place " + std::to_string(place));
  number_theoretic_transform(values.data(), power, true, work);
  CHECK(values == coefficients, "power " + std::to_string(power));
}

}  // namespace

void check_transforms(Random& random, Budget budget) {
  for (unsigned power = 0; power <= 6; power++) {
    Work work(nullptr);
    check_against_definition(random, power, work);
  }
  while (budget.next()) {
    const proofpress_work settings{nullptr, nullptr, (unsigned)(1 + random.below(3))};
    Work work(&settings);
    check_against_definition(random, (unsigned)random.below(7), work);
    check_large(random, (unsigned)random.below(random.chance(20) ? 17 : 13), work);
  }
}

}  // namespace proofpress_test
