#pragma once

#include "../../field/lanes/bulk8.hpp"

// Butterflies by lanes. A twiddle factor is loaded times 16, which makes up for the product's 2^260; then a product with a value
// below B p is below (16 B / 84 + 1.13) p: 1.33 p for B = 1, 1.52 p for 2, 1.89 p for 4. The bounds of sums stand behind them.
namespace proofpress {

/** Sum and difference of two values; `times` p keeps the difference from being negative. */
template <unsigned times>
struct Butterfly8 {
  Loose8<FrParameters> sum, difference;
  PROOFPRESS_INLINE Butterfly8(const Loose8<FrParameters>& a, const Loose8<FrParameters>& b)
      : sum(a + b), difference((a - b).template plus_modulus<times>()) {}
};

/** `butterfly_forward_bulk` for the multiple of eight butterflies up to n; returns how many. */
inline std::size_t butterfly_forward_lanes(Fr* a, Fr* b, const Fr* twiddles, std::size_t n) {
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    const Butterfly8<1> ab(Fr8::load_together(a + i), Fr8::load_together(b + i));  // 2, 2
    ab.sum.canonical<2>().store_together(a + i);
    multiply(Fr8::load_together<4>(twiddles + i), ab.difference.normalised()).canonical<2>().store_together(b + i);
  }
  return i;
}

/** `butterfly_inverse_bulk` for the multiple of eight butterflies up to n; returns how many. */
inline std::size_t butterfly_inverse_lanes(Fr* a, Fr* b, const Fr* twiddles, std::size_t n) {
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    const Fr8 product = multiply(Fr8::load_together<4>(twiddles + i), Fr8::load_together(b + i)).canonical<2>();
    const Butterfly8<1> ab(Fr8::load_together(a + i), product);  // 2, 2
    ab.sum.canonical<2>().store_together(a + i);
    ab.difference.canonical<2>().store_together(b + i);
  }
  return i;
}

/** `butterfly4_forward_bulk` for the multiple of eight places up to n; returns how many. */
inline std::size_t butterfly4_forward_lanes(Fr* a, Fr* b, Fr* c, Fr* d, const Fr* twiddles_ac, const Fr* twiddles_bd,
                                            const Fr* twiddles, std::size_t n) {
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    const Butterfly8<1> ac(Fr8::load_together(a + i), Fr8::load_together(c + i));  // 2, 2
    const Butterfly8<1> bd(Fr8::load_together(b + i), Fr8::load_together(d + i));  // 2, 2
    const Fr8 twiddle = Fr8::load_together<4>(twiddles + i);
    const Butterfly8<2> upper(ac.sum, bd.sum);  // 4, 4
    upper.sum.canonical<4>().store_together(a + i);
    multiply(twiddle, upper.difference.normalised()).canonical<2>().store_together(b + i);
    const auto difference_ac = multiply(Fr8::load_together<4>(twiddles_ac + i), ac.difference.normalised());  // 1.52
    const auto difference_bd = multiply(Fr8::load_together<4>(twiddles_bd + i), bd.difference.normalised());  // 1.52
    const Butterfly8<2> lower(difference_ac, difference_bd);                                                 // 3.04, 3.52
    lower.sum.canonical<4>().store_together(c + i);
    multiply(twiddle, lower.difference.normalised()).canonical<2>().store_together(d + i);
  }
  return i;
}

/** `butterfly4_inverse_bulk` for the multiple of eight places up to n; returns how many. */
inline std::size_t butterfly4_inverse_lanes(Fr* a, Fr* b, Fr* c, Fr* d, const Fr* twiddles_ac, const Fr* twiddles_bd,
                                            const Fr* twiddles, std::size_t n) {
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    const Fr8 twiddle = Fr8::load_together<4>(twiddles + i);
    const Fr8 product_b = multiply(twiddle, Fr8::load_together(b + i)).canonical<2>();  // 1
    const Fr8 product_d = multiply(twiddle, Fr8::load_together(d + i)).canonical<2>();  // 1
    const Butterfly8<1> ab(Fr8::load_together(a + i), product_b);                       // 2, 2
    const Butterfly8<1> cd(Fr8::load_together(c + i), product_d);                       // 2, 2
    const auto product_c = multiply(Fr8::load_together<4>(twiddles_ac + i), cd.sum.normalised());  // 1.52
    const Butterfly8<2> ac(ab.sum, product_c);                                                    // 3.52, 4
    ac.sum.canonical<4>().store_together(a + i);
    ac.difference.canonical<4>().store_together(c + i);
    const auto product_difference = multiply(Fr8::load_together<4>(twiddles_bd + i), cd.difference.normalised());  // 1.52
    const Butterfly8<2> bd(ab.difference, product_difference);                                                    // 3.52, 4
    bd.sum.canonical<4>().store_together(b + i);
    bd.difference.canonical<4>().store_together(d + i);
  }
  return i;
}

/** Eight blocks of eight elements; lane k holds place j of block k. */
class Eights8 {
 public:
  PROOFPRESS_INLINE explicit Eights8(Fr* values) : bytes_((std::uint8_t*)values) {}
  PROOFPRESS_INLINE Fr8 load(int place) const {
    const std::uint8_t* rows[8];
    for (int k = 0; k < 8; k++) rows[k] = bytes_ + 256 * k + 32 * place;
    return Fr8::load(rows);
  }
  /** For values below 8 p. */
  PROOFPRESS_INLINE void store(int place, const Loose8<FrParameters>& value) const {
    std::uint8_t* rows[8];
    for (int k = 0; k < 8; k++) rows[k] = bytes_ + 256 * k + 32 * place;
    value.canonical<8>().store(rows);
  }
  template <unsigned times>
  PROOFPRESS_INLINE void store_butterfly(int place, const Butterfly8<times>& values) const {
    store(place, values.sum);
    store(place + 1, values.difference);
  }

 private:
  std::uint8_t* bytes_;
};

/** twiddles[1], [2] and [3], each in all lanes. */
struct TwiddlesOfEight8 {
  Fr8 power[4];
  explicit TwiddlesOfEight8(const Fr* twiddles) {
    for (int j = 1; j < 4; j++) {
      const Fr repeated[8] = {twiddles[j], twiddles[j], twiddles[j], twiddles[j],
                              twiddles[j], twiddles[j], twiddles[j], twiddles[j]};
      power[j] = Fr8::load_together<4>(repeated);
    }
  }
  PROOFPRESS_INLINE Loose8<FrParameters> times(int j, const Loose8<FrParameters>& value) const {
    return multiply(power[j], value.normalised());
  }
};

/** `transform_eights_forward_bulk` for the multiple of eight blocks up to n; returns how many. */
inline std::size_t transform_eights_forward_lanes(Fr* values, const Fr* twiddles, std::size_t n) {
  const TwiddlesOfEight8 twiddle(twiddles);
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    const Eights8 block(values + 8 * i);
    const Butterfly8<1> v04(block.load(0), block.load(4)), v15(block.load(1), block.load(5));  // 2, 2
    const Butterfly8<1> v26(block.load(2), block.load(6)), v37(block.load(3), block.load(7));  // 2, 2
    const Butterfly8<2> s02(v04.sum, v26.sum), s13(v15.sum, v37.sum);                          // 4, 4
    block.store_butterfly(0, Butterfly8<4>(s02.sum, s13.sum));                                 // 8, 8
    block.store_butterfly(2, Butterfly8<2>(s02.difference, twiddle.times(2, s13.difference)));  // 5.89, 6
    const auto d1 = twiddle.times(1, v15.difference), d2 = twiddle.times(2, v26.difference);   // 1.52
    const auto d3 = twiddle.times(3, v37.difference);                                          // 1.52
    const Butterfly8<2> d02(v04.difference, d2), d13(d1, d3);                                  // 3.52, 4; 3.04, 3.52
    block.store_butterfly(4, Butterfly8<4>(d02.sum, d13.sum));                                 // 6.56, 7.52
    block.store_butterfly(6, Butterfly8<2>(d02.difference, twiddle.times(2, d13.difference)));  // 5.89, 6
  }
  return i;
}

/** `transform_eights_inverse_bulk` for the multiple of eight blocks up to n; returns how many. */
inline std::size_t transform_eights_inverse_lanes(Fr* values, const Fr* twiddles, std::size_t n) {
  const TwiddlesOfEight8 twiddle(twiddles);
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    const Eights8 block(values + 8 * i);
    const Butterfly8<1> v01(block.load(0), block.load(1)), v23(block.load(2), block.load(3));  // 2, 2
    const Butterfly8<1> v45(block.load(4), block.load(5)), v67(block.load(6), block.load(7));  // 2, 2
    const Butterfly8<2> s02(v01.sum, v23.sum), s46(v45.sum, v67.sum);                          // 4, 4
    const Butterfly8<2> d13(v01.difference, twiddle.times(2, v23.difference));                 // 3.52, 4
    const Butterfly8<2> d57(v45.difference, twiddle.times(2, v67.difference));                 // 3.52, 4
    const Butterfly8<4> v04(s02.sum, s46.sum);                                                 // 8, 8
    const Butterfly8<2> v15(d13.sum, twiddle.times(1, d57.sum));                               // 5.41, 5.52
    const Butterfly8<2> v26(s02.difference, twiddle.times(2, s46.difference));                 // 5.89, 6
    const Butterfly8<2> v37(d13.difference, twiddle.times(3, d57.difference));                 // 5.89, 6
    block.store(0, v04.sum), block.store(4, v04.difference);
    block.store(1, v15.sum), block.store(5, v15.difference);
    block.store(2, v26.sum), block.store(6, v26.difference);
    block.store(3, v37.sum), block.store(7, v37.difference);
  }
  return i;
}

}  // namespace proofpress
