#pragma once

#include <algorithm>
#include <cstdint>

#include "affine.hpp"

namespace proofpress {

/** Points that share one inversion in `double_points`. */
constexpr std::size_t double_points_batch = 1024;

/** What doubling (x, y) divides by; one for infinity, which is (0, 0) and stays that because its slope is zero. */
template <class Field>
inline Field doubling_denominator(const Field& y) {
  return __builtin_expect(y.is_zero(), 0) ? Field::one() : y.doubled();
}

/** The double of a point, 1 / doubling_denominator(y) being known. */
template <class Field>
inline __attribute__((always_inline)) Affine<Field> doubled_by_slope(const Affine<Field>& point, const Field& inverse) {
  Field square = point.x.squared();
  Field slope = inverse * (square.doubled() + square);
  Field x = slope.squared() - point.x.doubled();
  return {x, slope * (point.x - x) - point.y};
}

/**
 * points[i] = 2 points[i] for i < count, 5M + 2S each and one inversion a batch; infinity stays. For G1, which has no point of
 * order two. Two chains of products run side by side to keep the multiplier busy.
 */
template <class Field>
void double_points(std::uint8_t* points, std::size_t count) {
  using Point = Affine<Field>;
  static thread_local Field prefix[double_points_batch];
  for (std::size_t start = 0; start < count; start += double_points_batch) {
    std::uint8_t* batch = points + start * Point::bytes;
    std::size_t size = std::min(double_points_batch, count - start);
    Field product[2] = {Field::one(), Field::one()};
    for (std::size_t i = 0; i < size; i++) {
      prefix[i] = product[i & 1];
      product[i & 1] *= doubling_denominator(Field::load(batch + i * Point::bytes + Point::bytes / 2));
    }
    Field both = (product[0] * product[1]).inverse();
    Field inverse[2] = {both * product[1], both * product[0]};
    for (std::size_t i = size; i-- > 0;) {
      prefix[i] *= inverse[i & 1];
      inverse[i & 1] *= doubling_denominator(Field::load(batch + i * Point::bytes + Point::bytes / 2));
    }
    for (std::size_t i = 0; i < size; i += 2) {
      std::size_t j = std::min(i + 1, size - 1);
      Point p = Point::load(batch + i * Point::bytes), q = Point::load(batch + j * Point::bytes);
      Point p2 = doubled_by_slope(p, prefix[i]), q2 = doubled_by_slope(q, prefix[j]);
      p2.store(batch + i * Point::bytes);
      q2.store(batch + j * Point::bytes);
    }
  }
}

}  // namespace proofpress
