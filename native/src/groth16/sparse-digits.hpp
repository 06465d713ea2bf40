#pragma once

#include "../field/limbs.hpp"

namespace proofpress {

/** Signed digits of base 16 from -7 to 8, so that a power of two has one digit. */
constexpr unsigned digit_bits = 4;
constexpr int highest_digit = 8;

/** Calls body(window, digit) for the digits other than zero: magnitude = sum of digit * 16^window; window <= 63. */
template <class Body>
void for_each_digit(const U256& magnitude, Body&& body) {
  const unsigned bits = bit_length(magnitude);
  int carry = 0;
  for (unsigned window = 0; window * digit_bits < bits || carry; window++) {
    int digit = carry;
    if (window * digit_bits < 256) digit += (int)(magnitude.limb[window / 16] >> (window % 16 * digit_bits) & 15);
    carry = digit > highest_digit;
    if (carry) digit -= 16;
    if (digit) body(window, digit);
  }
}

}  // namespace proofpress
