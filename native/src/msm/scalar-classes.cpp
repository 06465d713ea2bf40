#include "scalar-classes.hpp"

#include <array>

#include "../field/signed-residue.hpp"

namespace proofpress {
namespace {

/** Upper bounds of the classes; the last holds everything. */
constexpr std::array<unsigned, 5> class_bits = {1, 10, 32, 64, full_scalar_bits};

std::size_t class_of(unsigned bits) {
  std::size_t index = 0;
  while (bits > class_bits[index]) index++;
  return index;
}

}  // namespace

ScalarClasses classify_scalars(const std::uint8_t* scalars, std::size_t count, Work& work) {
  if (count >= (std::size_t)1 << 31) fail_invalid("A multi-scalar multiplication takes fewer than 2^31 points.");
  // Pieces are classified by themselves and joined in order, so that the result does not depend on threads.
  constexpr std::size_t grain = 1 << 15;
  std::vector<std::array<ScalarClass, class_bits.size()>> pieces((count + grain - 1) / grain);
  work.parallel(count, grain, nullptr, [&](std::size_t begin, std::size_t end, unsigned) {
    auto& piece = pieces[begin / grain];
    for (std::size_t i = begin; i < end; i++) {
      const auto [magnitude, negative] = signed_residue(U256::load(scalars + 32 * i));
      if (magnitude.is_zero()) continue;
      ScalarClass& target = piece[class_of(bit_length(magnitude))];
      target.references.push_back((PointReference)(2 * i + negative));
      if (&target != &piece[0]) target.biased_magnitudes.push_back(magnitude);
    }
  });
  ScalarClasses result;
  for (std::size_t index = 0; index < class_bits.size(); index++) {
    ScalarClass whole{class_bits[index], {}, {}, {}};
    for (auto& piece : pieces) {
      auto& part = piece[index];
      whole.references.insert(whole.references.end(), part.references.begin(), part.references.end());
      whole.biased_magnitudes.insert(whole.biased_magnitudes.end(), part.biased_magnitudes.begin(),
                                     part.biased_magnitudes.end());
      part = {};
    }
    if (whole.references.empty()) continue;
    whole.plan = WindowPlan::cheapest(whole.bits, whole.references.size());
    for (U256& magnitude : whole.biased_magnitudes) add_carry(magnitude, magnitude, whole.plan.bias);
    result.classes.push_back(std::move(whole));
  }
  return result;
}

template <class Field>
ScalarClasses classes_for_points(const ScalarClasses& classes, const std::uint8_t* points, std::size_t offset) {
  using Point = Affine<Field>;
  ScalarClasses result;
  for (const ScalarClass& source : classes.classes) {
    ScalarClass target{source.bits, source.plan, {}, {}};
    target.references.reserve(source.references.size());
    target.biased_magnitudes.reserve(source.biased_magnitudes.size());
    for (std::size_t i = 0; i < source.references.size(); i++) {
      std::size_t place = source.references[i] >> 1;
      if (place < offset || Point::load(points + (place - offset) * Point::bytes).is_infinity()) continue;
      target.references.push_back((PointReference)(source.references[i] - 2 * offset));
      if (!source.biased_magnitudes.empty()) target.biased_magnitudes.push_back(source.biased_magnitudes[i]);
    }
    if (!target.references.empty()) result.classes.push_back(std::move(target));
  }
  return result;
}

template ScalarClasses classes_for_points<Fq>(const ScalarClasses&, const std::uint8_t*, std::size_t);
template ScalarClasses classes_for_points<Fq2>(const ScalarClasses&, const std::uint8_t*, std::size_t);

}  // namespace proofpress
