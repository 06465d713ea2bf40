#include "scalar-classes.hpp"

#include <array>

namespace proofpress {
namespace {

/** Upper bounds of the classes; the last holds everything. */
constexpr std::array<unsigned, 5> class_bits = {1, 10, 32, 64, full_scalar_bits};

constexpr U256 half_of_r{{0xa1f0fac9f8000000ull, 0x9419f4243cdcb848ull, 0xdc2822db40c0ac2eull, 0x183227397098d014ull}};

std::size_t class_of(unsigned bits) {
  std::size_t index = 0;
  while (bits > class_bits[index]) index++;
  return index;
}

bool is_zero_bytes(const std::uint8_t* bytes, std::size_t count) {
  u64 any = 0;
  for (std::size_t i = 0; i < count; i += 8) {
    u64 word;
    std::memcpy(&word, bytes + i, 8);
    any |= word;
  }
  return any == 0;
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
      U256 magnitude = U256::load(scalars + 32 * i);
      if (magnitude.is_zero()) continue;
      bool negative = less_than(half_of_r, magnitude);
      if (negative) subtract_borrow(magnitude, Fr::modulus(), magnitude);
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

ScalarClasses classes_for_points(const ScalarClasses& classes, const std::uint8_t* points, std::size_t point_bytes,
                                 std::size_t offset) {
  ScalarClasses result;
  for (const ScalarClass& source : classes.classes) {
    ScalarClass target{source.bits, source.plan, {}, {}};
    target.references.reserve(source.references.size());
    target.biased_magnitudes.reserve(source.biased_magnitudes.size());
    for (std::size_t i = 0; i < source.references.size(); i++) {
      std::size_t place = source.references[i] >> 1;
      if (place < offset || is_zero_bytes(points + (place - offset) * point_bytes, point_bytes)) continue;
      target.references.push_back((PointReference)(source.references[i] - 2 * offset));
      if (!source.biased_magnitudes.empty()) target.biased_magnitudes.push_back(source.biased_magnitudes[i]);
    }
    if (!target.references.empty()) result.classes.push_back(std::move(target));
  }
  return result;
}

}  // namespace proofpress
