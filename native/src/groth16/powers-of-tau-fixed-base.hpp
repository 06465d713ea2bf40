#pragma once

#include <cstddef>
#include <vector>

#include "../curve/add-pairs.hpp"
#include "../curve/xyzz.hpp"
#include "../platform/work.hpp"

namespace proofpress {

/**
 * Multiples of one point: for each window of `bits` bits of a scalar, d * 2^(bits * window) * base for d from 0 to 2^(bits - 1).
 * With signed digits a scalar below r costs one addition a window, and many scalars go through the windows side by side.
 */
template <class Field>
class FixedBaseTable {
  using Point = Affine<Field>;

 public:
  /** @param scalar_count how many multiplications will be asked for; sets the size of the table */
  FixedBaseTable(const Point& base, std::uint64_t scalar_count, Work& work) : bits_(window_bits(scalar_count)) {
    points_.resize((std::size_t)windows() * stride() * Point::bytes);
    Xyzz<Field> power = Xyzz<Field>::from(base);
    for (unsigned window = 0; window < windows(); window++) {
      power.to_affine().store(entry(window, 1));
      for (unsigned i = 0; i < bits_; i++) power = power.doubled();
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
  /** A scalar has 254 bits, and the highest digit must take a carry. */
  static unsigned windows_of(unsigned bits) { return (254 + bits) / bits; }
  unsigned windows() const { return windows_of(bits_); }
  std::size_t stride() const { return ((std::size_t)1 << (bits_ - 1)) + 1; }
  std::uint8_t* entry(unsigned window, std::size_t digit) { return points_.data() + (window * stride() + digit) * Point::bytes; }

  /** The least additions in table and multiplications together; larger tables than 2^14 a window leave the cache. */
  static unsigned window_bits(std::uint64_t scalar_count) {
    auto cost = [&](unsigned bits) { return windows_of(bits) * (scalar_count + ((std::uint64_t)1 << (bits - 1))); };
    unsigned best = 4;
    for (unsigned bits = 5; bits <= 15; bits++)
      if (cost(bits) < cost(best)) best = bits;
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
    const u64 mask = ((u64)1 << bits_) - 1, half = (u64)1 << (bits_ - 1);
    u64 carry = 0;
    for (unsigned window = 0; window < windows(); window++) {
      unsigned position = window * bits_, limb = position / 64, shift = position % 64;
      u64 digit = limb < 4 ? scalar.limb[limb] >> shift : 0;
      if (shift + bits_ > 64 && limb < 3) digit |= scalar.limb[limb + 1] << (64 - shift);
      digit = (digit & mask) + carry;
      carry = digit > half;
      u64 magnitude = carry ? ((u64)1 << bits_) - digit : digit;
      out[window * stride_out] = (PointReference)((window * stride() + magnitude) << 1 | carry);
    }
  }

  unsigned bits_;
  std::vector<std::uint8_t> points_;
};

}  // namespace proofpress
