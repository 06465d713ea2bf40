#pragma once

#include <algorithm>
#include <cstdint>

#include "affine.hpp"

namespace proofpress {

/** Points that share one inversion in `double_points`. */
constexpr std::size_t double_points_batch = 1024;

/** What doubling (x, y) divides by, up to 2; one for infinity, which is (0, 0) and stays that because its slope is zero. */
template <class Field>
inline Field doubling_denominator(const Field& y) {
  return __builtin_expect(y.is_zero(), 0) ? Field::one() : y;
}

/**
 * points[i] = 2 points[i] for i < count, 5M + 2S each and one inversion a batch; infinity stays. For G1, which has no point of
 * order two. The two halves of a batch have a chain of products each; line by line side by side they keep the multiplier busy.
 */
template <class Field>
void double_points(std::uint8_t* points, std::size_t count) {
  using Point = Affine<Field>;
  static thread_local Field prefix[double_points_batch + 1];
  static const Field three_halves = Field::from_u64(3) * Field::from_u64(2).inverse();
  for (std::size_t start = 0; start < count; start += double_points_batch) {
    std::uint8_t* batch = points + start * Point::bytes;
    const std::size_t size = std::min(double_points_batch, count - start), half = (size + 1) / 2;
    // Where the number is odd, infinity stands in as the partner of the last point of the first half.
    auto place = [&](std::size_t i) { return batch + i * Point::bytes; };
    auto denominator_at = [&](std::size_t i) {
      return i < size ? doubling_denominator(Field::load(place(i) + Point::bytes / 2)) : Field::one();
    };
    Field low = Field::one(), high = Field::one();
    for (std::size_t i = 0; i < half; i++) {
      prefix[i] = low;
      prefix[half + i] = high;
      low *= denominator_at(i);
      high *= denominator_at(half + i);
    }
    // The slope of a tangent is 3 x^2 / (2 y); a factor of the inverse of a product is a factor of each single inverse.
    const Field both = (low * high).inverse() * three_halves;
    const Field low_product = low;
    low = both * high;
    high = both * low_product;
    for (std::size_t i = half; i-- > 0;) {
      const bool paired = half + i < size;
      const Point a = Point::load(place(i)), b = paired ? Point::load(place(half + i)) : Point::infinity();
      Field slope_a = low * prefix[i], slope_b = high * prefix[half + i];
      const Field square_a = a.x.squared(), square_b = b.x.squared();
      slope_a *= square_a;
      slope_b *= square_b;
      low *= doubling_denominator(a.y);
      high *= doubling_denominator(b.y);
      const Field x_a = slope_a.squared() - a.x.doubled(), x_b = slope_b.squared() - b.x.doubled();
      const Field y_a = slope_a * (a.x - x_a) - a.y, y_b = slope_b * (b.x - x_b) - b.y;
      Point{x_a, y_a}.store(place(i));
      if (paired) Point{x_b, y_b}.store(place(half + i));
    }
  }
}

}  // namespace proofpress
