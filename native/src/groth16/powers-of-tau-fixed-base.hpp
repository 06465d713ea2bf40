#pragma once

#include <cstddef>
#include <vector>

#include "../curve/add-pairs.hpp"
#include "../curve/xyzz.hpp"
#include "../msm/window-plan.hpp"
#include "../platform/random.hpp"
#include "../platform/work.hpp"

namespace proofpress {

/**
 * Multiples of one point: for each window of a scalar, `width` bits, d * 2^(width * window) * base for d from 0 to 2^(width - 1).
 * With signed digits a scalar below r costs one addition a window, and many scalars go through the windows side by side.
 */
template <class Field>
class FixedBaseTable {
  using Point = Affine<Field>;

 public:
  /** @param scalar_count how many multiplications will be asked for; sets the size of the table */
  FixedBaseTable(const Point& base, std::uint64_t scalar_count, Work& work)
      : plan_(WindowPlan::of_width(scalar_bits, window_width(scalar_count))) {
    points_.resize((std::size_t)windows() * stride() * Point::bytes);
    Xyzz<Field> power = Xyzz<Field>::from(base);
    for (unsigned window = 0; window < windows(); window++) {
      power.to_affine().store(entry(window, 1));
      for (unsigned i = 0; i < plan_.width; i++) power = power.doubled();
    }
    work.parallel(windows(), 1, nullptr, [&](std::size_t begin, std::size_t end, unsigned) {
      for (std::size_t window = begin; window < end; window++) fill((unsigned)window);
    });
  }

  /**
   * out[i] = scalars[i] * base, affine Montgomery; scalars plain below 2^254. `digits` is working memory that afterwards holds
   * what the scalars were: the caller wipes it where they are secret.
   */
  void multiply(const U256* scalars, std::size_t count, std::uint8_t* out, std::vector<PointReference>& digits) const {
    digits.resize(count * windows());
    for (std::size_t i = 0; i < count; i++) recode(scalars[i], digits.data() + i, count);
    for (std::size_t i = 0; i < count; i++) load_reference<Field>(points_.data(), digits.data(), i).store(out + i * Point::bytes);
    for (unsigned window = 1; window < windows(); window++) {
      add_pairs<Field>({out, nullptr, points_.data(), digits.data() + window * count}, count, out);
    }
  }

 private:
  static constexpr unsigned scalar_bits = 254;
  unsigned windows() const { return plan_.windows; }
  /** Places of a window: a digit's magnitude is 0 to `buckets`. */
  std::size_t stride() const { return plan_.buckets() + 1; }
  std::uint8_t* entry(unsigned window, std::size_t digit) { return points_.data() + (window * stride() + digit) * Point::bytes; }

  /** The least additions in table and multiplications together; larger tables than 2^14 a window leave the cache. */
  static unsigned window_width(std::uint64_t scalar_count) {
    auto cost = [&](unsigned width) {
      const WindowPlan plan = WindowPlan::of_width(scalar_bits, width);
      return plan.windows * (scalar_count + plan.buckets());
    };
    unsigned best = 4;
    for (unsigned width = 5; width <= 15; width++)
      if (cost(width) < cost(best)) best = width;
    return best;
  }

  /** Multiples 1..m of a window plus m times its base are m + 1..2m. */
  void fill(unsigned window) {
    std::vector<PointReference> highest;
    for (std::size_t known = 1; known < stride() - 1; known *= 2) {
      highest.assign(known, (PointReference)((window * stride() + known) << 1));
      add_pairs<Field>({entry(window, 1), nullptr, points_.data(), highest.data()}, known, entry(window, known + 1));
    }
  }

  /** Signed digits from low to high, as references into the table, `stride_out` apart. */
  void recode(const U256& scalar, PointReference* out, std::size_t stride_out) const {
    Secret<U256> biased;
    add_carry(biased.value, scalar, plan_.bias);
    for (unsigned window = 0; window < windows(); window++) {
      const int digit = plan_.digit(biased.value, window);
      const std::size_t magnitude = (std::size_t)(digit < 0 ? -digit : digit);
      out[window * stride_out] = (PointReference)((window * stride() + magnitude) << 1 | (digit < 0));
    }
  }

  WindowPlan plan_;
  std::vector<std::uint8_t> points_;
};

}  // namespace proofpress
