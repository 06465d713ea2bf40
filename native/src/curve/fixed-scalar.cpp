#include "fixed-scalar.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "../platform/random.hpp"
#include "add-pairs.hpp"
#include "fixed-scalar-doubling.hpp"

namespace proofpress {
namespace {

constexpr int multiples = 8;
constexpr std::size_t table_bytes = FixedScalar::batch * G1Affine::bytes;

/** How a multiple is made: left + (+-w^rotation) * right, both made before. */
struct MultipleStep {
  EisensteinInteger value;
  std::uint8_t left, right, rotation;
  bool negative;
};

/** One member of each class of odd residues modulo 8 under the units, of the smallest norm there is: 1, 3, 7, 7, 9, 13, 13, 19. */
const std::array<MultipleStep, multiples>& multiple_steps() {
  static const std::array<MultipleStep, multiples> steps = {{{{1, 0}, 0, 0, 0, false},
                                                             {{1, -1}, 0, 0, 1, true},
                                                             {{2, -1}, 0, 1, 0, false},
                                                             {{1, -2}, 1, 0, 1, true},
                                                             {{3, 0}, 1, 1, 2, true},
                                                             {{3, -1}, 0, 2, 0, false},
                                                             {{1, -3}, 0, 4, 1, true},
                                                             {{3, -2}, 1, 2, 0, false}}};
  return steps;
}

/** out[i] = +-w^rotation * points[i]. */
void multiply_by_unit(const std::uint8_t* points, std::size_t count, unsigned rotation, bool negative, std::uint8_t* out) {
  const Fq factor = rotation == 1 ? endomorphism_beta() : endomorphism_beta_squared();
  for (std::size_t i = 0; i < count; i++) {
    G1Affine point = G1Affine::load(points + i * G1Affine::bytes);
    if (rotation != 0) point.x *= factor;
    if (negative) point.y = -point.y;
    point.store(out + i * G1Affine::bytes);
  }
}

}  // namespace

FixedScalar::FixedScalar(const Fr& scalar) {
  // The digit of each residue (a mod 8, b mod 8), and what it takes away.
  struct Choice {
    Digit digit{no_digit, 0, false};
    EisensteinInteger value{0, 0};
  };
  Choice choices[8][8];
  for (std::uint8_t multiple = 0; multiple < multiples; multiple++) {
    EisensteinInteger value = multiple_steps()[multiple].value;
    for (std::uint8_t rotation = 0; rotation < 3; rotation++, value = value.times_w()) {
      choices[value.a & 7][value.b & 7] = {{multiple, rotation, false}, value};
      choices[-value.a & 7][-value.b & 7] = {{multiple, rotation, true}, -value};
    }
  }
  Secret<U256> plain(scalar.to_plain());
  Secret<EisensteinInteger> left(decompose_scalar(plain.value));
  digits_.reserve(136);
  while (!left.value.is_zero()) {
    Digit digit{no_digit, 0, false};
    if (!left.value.is_even()) {
      const Choice& choice = choices[left.value.a & 7][left.value.b & 7];
      digit = choice.digit;
      left.value = left.value - choice.value;
    }
    digits_.push_back(digit);
    // Exact, also of negative numbers.
    left.value = {left.value.a / 2, left.value.b / 2};
  }
  std::reverse(digits_.begin(), digits_.end());
}

FixedScalar::~FixedScalar() { wipe(digits_.data(), digits_.size() * sizeof(Digit)); }

void FixedScalar::add_digit(std::uint8_t* sums, const std::uint8_t* tables, const Digit& digit, std::size_t count) {
  static thread_local std::uint8_t rotated[table_bytes];
  const std::uint8_t* table = tables + digit.multiple * table_bytes;
  if (digit.rotation != 0 || digit.negative) {
    multiply_by_unit(table, count, digit.rotation, digit.negative, rotated);
    table = rotated;
  }
  add_pairs<Fq>({sums, nullptr, table, nullptr}, count, sums);
}

void FixedScalar::multiply(const std::uint8_t* points, std::size_t count, std::uint8_t* out) const {
  static thread_local std::vector<std::uint8_t> tables(multiples * table_bytes);
  std::memcpy(tables.data(), points, count * G1Affine::bytes);
  for (int i = 1; i < multiples; i++) {
    const MultipleStep& step = multiple_steps()[i];
    std::uint8_t* table = tables.data() + i * table_bytes;
    std::memcpy(table, tables.data() + step.left * table_bytes, count * G1Affine::bytes);
    add_digit(table, tables.data(), {step.right, step.rotation, step.negative}, count);
  }
  std::memset(out, 0, count * G1Affine::bytes);
  bool started = false;
  for (const Digit& digit : digits_) {
    if (started) double_points<Fq>(out, count);
    if (digit.multiple == no_digit) continue;
    add_digit(out, tables.data(), digit, count);
    started = true;
  }
}

}  // namespace proofpress
