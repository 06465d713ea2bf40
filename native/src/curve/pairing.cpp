#include "pairing.hpp"

#include <array>
#include <vector>

#include "subgroup.hpp"

namespace proofpress {
namespace {

/** u, the parameter of the curve. */
constexpr u64 curve_parameter = 4965661367192848881ull;

/** A line through points of the twist, at a point of G1: constant + linear w + cubic w^3 (up to a factor in Fq2). */
struct Line {
  Fq2 constant, linear, cubic;
};

/** A point of the twist in homogeneous coordinates, x = X / Z, y = Y / Z, that walks through the Miller loop. */
struct MillerPoint {
  Fq2 x, y, z;

  /**
   * Doubles and gives the tangent at the old place. Costello, Lange, Naehrig, ePrint 2009/615, in the form of Aranha et al.,
   * ePrint 2010/526, section 4: the tangent times -2 Y Z is -2 Y Z y_P + 3 X^2 x_P w + (3 b Z^2 - Y^2) w^3.
   */
  Line doubled(const G1Affine& at, const Fq& half, const Fq2& three_b) {
    Fq2 a = x * y * half;
    Fq2 b = y.squared();
    Fq2 c = z.squared();
    Fq2 e = three_b * c;
    Fq2 f = e.doubled() + e;
    Fq2 g = (b + f) * half;
    Fq2 h = (y + z).squared() - b - c;
    Fq2 j = x.squared();
    Fq2 e_square = e.squared();
    x = a * (b - f);
    y = g.squared() - (e_square.doubled() + e_square);
    z = b * h;
    return {-(h * at.y), (j.doubled() + j) * at.x, e - b};
  }

  /** Adds `point` and gives the chord: with theta = Y - y Z and lambda = X - x Z it is lambda y_P - theta x_P w + (theta x - lambda y) w^3. */
  Line added(const G2Affine& point, const G1Affine& at) {
    Fq2 theta = y - point.y * z;
    Fq2 lambda = x - point.x * z;
    Fq2 c = theta.squared();
    Fq2 d = lambda.squared();
    Fq2 e = lambda * d;
    Fq2 f = z * c;
    Fq2 g = x * d;
    Fq2 h = e + f - g.doubled();
    x = lambda * h;
    y = theta * (g - h) - e * y;
    z = z * e;
    return {lambda * at.y, -(theta * at.x), theta * point.x - lambda * point.y};
  }
};

/** The digits of 6 u + 2 in non-adjacent form, from the lowest. */
const std::vector<int>& loop_digits() {
  static const std::vector<int> digits = [] {
    std::vector<int> found;
    for (u128 left = (u128)6 * curve_parameter + 2; left != 0; left >>= 1) {
      int digit = left & 1 ? 2 - (int)(left & 3) : 0;
      left -= digit;
      found.push_back(digit);
    }
    return found;
  }();
  return digits;
}

struct MillerPair {
  G1Affine g1;
  G2Affine g2;
  MillerPoint walking;
};

Fq12 miller_loop(std::vector<MillerPair>& pairs) {
  const Fq half = Fq::from_u64(2).inverse();
  const Fq2 b = curve_coefficient<Fq2>();
  const Fq2 three_b = b.doubled() + b;
  const std::vector<int>& digits = loop_digits();
  Fq12 product = Fq12::one();
  auto multiply = [&](const Line& line) { product = product.multiply_by_line(line.constant, line.linear, line.cubic); };
  for (std::size_t i = digits.size() - 1; i-- > 0;) {
    product = product.squared();
    for (auto& pair : pairs) multiply(pair.walking.doubled(pair.g1, half, three_b));
    if (digits[i] == 0) continue;
    for (auto& pair : pairs) multiply(pair.walking.added(digits[i] > 0 ? pair.g2 : -pair.g2, pair.g1));
  }
  for (auto& pair : pairs) {
    G2Affine first = frobenius_on_twist(pair.g2);
    G2Affine second = -frobenius_on_twist(first);
    multiply(pair.walking.added(first, pair.g1));
    multiply(pair.walking.added(second, pair.g1));
  }
  return product;
}

/** base^u in the cyclotomic subgroup. */
Fq12 power_of_parameter(const Fq12& base) {
  Fq12 result = base;
  for (int i = 61; i >= 0; i--) {
    result = result.cyclotomic_squared();
    if (curve_parameter >> i & 1) result *= base;
  }
  return result;
}

/**
 * value^((q^12 - 1) / r). The hard part (q^4 - q^2 + 1) / r by the chain of Scott et al., "On the final exponentiation for
 * calculating pairings on ordinary elliptic curves", ePrint 2008/490, section 5: three powers of u and a vectorial addition chain.
 */
Fq12 final_exponentiation(const Fq12& value) {
  Fq12 easy = value.conjugate() * value.inverse();
  Fq12 f = easy.frobenius().frobenius() * easy;

  Fq12 fu = power_of_parameter(f);
  Fq12 fu2 = power_of_parameter(fu);
  Fq12 fu3 = power_of_parameter(fu2);
  Fq12 fp = f.frobenius();
  Fq12 fp2 = fp.frobenius();
  Fq12 fu2p = fu2.frobenius();

  Fq12 y0 = fp * fp2 * fp2.frobenius();
  Fq12 y1 = f.conjugate();
  Fq12 y2 = fu2p.frobenius();
  Fq12 y3 = fu.frobenius().conjugate();
  Fq12 y4 = (fu * fu2p).conjugate();
  Fq12 y5 = fu2.conjugate();
  Fq12 y6 = (fu3 * fu3.frobenius()).conjugate();

  // y0 y1^2 y2^6 y3^12 y4^18 y5^30 y6^36
  Fq12 t0 = y6.cyclotomic_squared() * y4 * y5;
  Fq12 t1 = y3 * y5 * t0;
  t0 *= y2;
  t1 = (t1.cyclotomic_squared() * t0).cyclotomic_squared();
  t0 = t1 * y1;
  t1 *= y0;
  return t0.cyclotomic_squared() * t1;
}

}  // namespace

Fq12 pairing_product(const PairingInput* inputs, std::size_t count) {
  std::vector<MillerPair> pairs;
  for (std::size_t i = 0; i < count; i++) {
    const PairingInput& input = inputs[i];
    if (input.g1.is_infinity() || input.g2.is_infinity()) continue;
    pairs.push_back({input.g1, input.g2, {input.g2.x, input.g2.y, Fq2::one()}});
  }
  return final_exponentiation(miller_loop(pairs));
}

bool is_pairing_product_one(const PairingInput* inputs, std::size_t count) { return pairing_product(inputs, count) == Fq12::one(); }

bool have_same_ratio(const G1Affine& a1, const G1Affine& a2, const G2Affine& b1, const G2Affine& b2) {
  if (a1.is_infinity() || a2.is_infinity() || b1.is_infinity() || b2.is_infinity()) return false;
  const PairingInput inputs[] = {{a1, b2}, {-a2, b1}};
  return is_pairing_product_one(inputs, 2);
}

}  // namespace proofpress
