#include "../msm/msm.hpp"
#include "../ntt/ntt.hpp"
#include "guard.hpp"

using namespace proofpress;

namespace {

template <class Field>
void sum_of_products(const uint8_t* points, const uint8_t* scalars, size_t count, uint8_t* out, Work& work) {
  for (size_t i = 0; i < count; i++) {
    const uint8_t* point = points + i * Affine<Field>::bytes;
    if (!Field::is_canonical(point) || !Field::is_canonical(point + Affine<Field>::bytes / 2))
      fail_invalid("Point " + std::to_string(i) + " has a coordinate that is not below q.");
    if (!Fr::is_canonical(scalars + 32 * i)) fail_invalid("Scalar " + std::to_string(i) + " is not below r.");
  }
  multi_scalar_multiply<Field>(points, scalars, count, work).to_affine().store(out);
}

}  // namespace

proofpress_status proofpress_msm(int group, const uint8_t* points, const uint8_t* scalars, size_t count, uint8_t* out,
                                 const proofpress_work* work, proofpress_error* error) {
  return guard(error, [&] {
    require_argument(out, "out");
    if (count > 0) {
      require_argument(points, "points");
      require_argument(scalars, "scalars");
    }
    if (group != 1 && group != 2) fail_invalid("The group is 1 or 2.");
    Work running(work);
    if (group == 1)
      sum_of_products<Fq>(points, scalars, count, out, running);
    else
      sum_of_products<Fq2>(points, scalars, count, out, running);
  });
}

proofpress_status proofpress_ntt(uint8_t* values, unsigned power, int inverse, const proofpress_work* work,
                                 proofpress_error* error) {
  return guard(error, [&] {
    require_argument(values, "values");
    if (power > fr_two_adicity) fail_invalid("A transform has at most 2^28 elements.");
    std::size_t size = (std::size_t)1 << power;
    std::vector<Fr> elements(size);
    for (std::size_t i = 0; i < size; i++) {
      if (!Fr::is_canonical(values + 32 * i)) fail_invalid("Element " + std::to_string(i) + " is not below r.");
      elements[i] = Fr::load(values + 32 * i);
    }
    Work running(work);
    number_theoretic_transform(elements.data(), power, inverse != 0, running);
    for (std::size_t i = 0; i < size; i++) elements[i].store(values + 32 * i);
  });
}
