#pragma once

#include "../field/fq2.hpp"

namespace proofpress {

/** Coefficient b of y^2 = x^3 + b: 3 on G1, 3 / (9 + i) on the sextic twist that holds G2. */
template <class Field>
Field curve_coefficient();

/** Affine point of y^2 = x^3 + b; infinity is (0, 0), which is on neither curve, as in .zkey and .ptau files. */
template <class Field>
struct Affine {
  Field x, y;
  static constexpr std::size_t bytes = 64 * Field::extension_degree;

  static Affine infinity() { return {Field::zero(), Field::zero()}; }
  bool is_infinity() const { return x.is_zero() && y.is_zero(); }
  bool operator==(const Affine& other) const { return x == other.x && y == other.y; }
  bool operator!=(const Affine& other) const { return !(*this == other); }
  Affine operator-() const { return {x, -y}; }

  /** x then y in Montgomery form, at any address; not checked. */
  static Affine load(const void* source) {
    return {Field::load(source), Field::load((const std::uint8_t*)source + bytes / 2)};
  }
  void store(void* target) const {
    x.store(target);
    y.store((std::uint8_t*)target + bytes / 2);
  }
  /** Coordinates below q and on the curve, or infinity. Says nothing of the subgroup (G1 has no other; G2 does). */
  static bool is_valid(const void* source) {
    if (!Field::is_canonical(source) || !Field::is_canonical((const std::uint8_t*)source + bytes / 2)) return false;
    Affine point = load(source);
    return point.is_infinity() || point.is_on_curve();
  }
  bool is_on_curve() const { return y.squared() == x.squared() * x + curve_coefficient<Field>(); }
};

using G1Affine = Affine<Fq>;
using G2Affine = Affine<Fq2>;

template <>
inline Fq curve_coefficient<Fq>() {
  return Fq::from_u64(3);
}
template <>
inline Fq2 curve_coefficient<Fq2>() {
  return Fq2{Fq::from_u64(3), Fq::zero()} * Fq2{Fq::from_u64(9), Fq::one()}.inverse();
}

}  // namespace proofpress
