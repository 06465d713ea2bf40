#pragma once

#include "../field/limbs.hpp"

namespace proofpress {

/** How scalars of one class are cut: `windows` digits of `width` bits, each from -2^(width-1) to 2^(width-1). */
struct WindowPlan {
  unsigned width, windows;
  /** Added to a magnitude, it makes every signed digit but the highest an unsigned one, shifted by 2^(width-1). */
  U256 bias;
  std::size_t buckets() const { return (std::size_t)1 << (width - 1); }

  /** The digits of magnitudes below 2^bits. Needs one bit more than `bits` for the highest digit's sign. */
  static WindowPlan of_width(unsigned bits, unsigned width);
  /** The width with the fewest additions for `count` scalars below 2^bits. */
  static WindowPlan cheapest(unsigned bits, std::size_t count);

  /** Digit `window` of a magnitude to which the bias was added. */
  int digit(const U256& biased, unsigned window) const {
    unsigned low = window * width;
    u64 word = biased.limb[low / 64] >> (low % 64);
    if (low % 64 + width > 64 && low / 64 < 3) word |= biased.limb[low / 64 + 1] << (64 - low % 64);
    if (window + 1 == windows) return (int)(word & (2 * buckets() - 1));
    return (int)(word & (2 * buckets() - 1)) - (int)buckets();
  }
};

}  // namespace proofpress
