#pragma once

#include <algorithm>
#include <cstdint>

#include "affine.hpp"

namespace proofpress {

/**
 * points[i] = 2 points[i] for i < count, 5M + 2S each and one inversion for all of at most `double_points_batch`; infinity
 * stays. For G1, which has no point of order two. Two chains of products keep the multiplier busy.
 */
constexpr std::size_t double_points_batch = 1024;

template <class Field>
void double_points(std::uint8_t* points, std::size_t count) {
  using Point = Affine<Field>;
  static thread_local Field prefix[double_points_batch];
  for (std::size_t start = 0; start < count; start += double_points_batch) {
    std::uint8_t* batch = points + start * Point::bytes;
    std::size_t size = std::min(double_points_batch, count - start);
    auto denominator_of = [](const Field& y) { return y.is_zero() ? Field::one() : y.doubled(); };
    Field product[2] = {Field::one(), Field::one()};
    for (std::size_t i = 0; i < size; i++) {
      prefix[i] = product[i & 1];
      product[i & 1] *= denominator_of(Field::load(batch + i * Point::bytes + Point::bytes / 2));
    }
    Field both = (product[0] * product[1]).inverse();
    Field inverse[2] = {both * product[1], both * product[0]};
    for (std::size_t i = size; i-- > 0;) {
      Point point = Point::load(batch + i * Point::bytes);
      Field slope = inverse[i & 1] * prefix[i];
      inverse[i & 1] *= denominator_of(point.y);
      Field square = point.x.squared();
      slope *= square.doubled() + square;
      Field x = slope.squared() - point.x.doubled();
      // Infinity is (0, 0): the slope is zero and so is the result.
      Field y = slope * (point.x - x) - point.y;
      Point{x, y}.store(batch + i * Point::bytes);
    }
  }
}

}  // namespace proofpress
