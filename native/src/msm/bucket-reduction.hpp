#pragma once

#include <vector>

#include "../curve/add-pairs.hpp"
#include "../curve/xyzz.hpp"

namespace proofpress {

/**
 * For each window the sum of (b + 1) * buckets[b]. The buckets of a window are cut into segments, and all segments of all
 * windows walk down in step, so that their additions share inversions:
 *   sum over b of (b + 1) B_b = sum over segments s of (inner sum of s) + length * s * (plain sum of s).
 *
 * @param buckets windows * 2^bucket_power points, window after window
 */
template <class Field>
std::vector<Xyzz<Field>> reduce_buckets(const Affine<Field>* buckets, std::size_t windows, unsigned bucket_power) {
  using Point = Affine<Field>;
  std::size_t in_window = (std::size_t)1 << bucket_power;
  // Enough segments to fill a batch of additions; more of them cost more at the end.
  unsigned segment_power = 0;
  while (segment_power < bucket_power && (windows << (segment_power + 1)) <= add_pairs_batch) segment_power++;
  std::size_t segments = (std::size_t)1 << segment_power, length = in_window >> segment_power;
  std::size_t count = windows * segments;

  std::vector<Point> running(count, Point::infinity()), inner(count, Point::infinity());
  std::vector<PointReference> place(count);
  auto bytes = [](auto& points) { return reinterpret_cast<std::uint8_t*>(points.data()); };
  for (std::size_t step = length; step-- > 0;) {
    for (std::size_t i = 0; i < count; i++)
      place[i] = (PointReference)(2 * ((i / segments) * in_window + (i % segments) * length + step));
    add_pairs<Field>({bytes(running), nullptr, reinterpret_cast<const std::uint8_t*>(buckets), place.data()}, count,
                     bytes(running));
    add_pairs<Field>({bytes(inner), nullptr, bytes(running), nullptr}, count, bytes(inner));
  }

  std::vector<Xyzz<Field>> sums(windows);
  for (std::size_t window = 0; window < windows; window++) {
    Xyzz<Field> total = Xyzz<Field>::infinity(), weighted = total, inners = total;
    for (std::size_t segment = segments; segment-- > 0;) {
      // `weighted` ends as the sum of segment * plain sum: segment s is added s times.
      weighted += total;
      total += running[window * segments + segment];
      inners += inner[window * segments + segment];
    }
    for (std::size_t i = length; i > 1; i /= 2) weighted = weighted.doubled();
    sums[window] = weighted + inners;
  }
  return sums;
}

}  // namespace proofpress
