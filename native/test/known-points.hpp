#pragma once

#include <cstring>
#include <vector>

#include "../src/curve/subgroup.hpp"
#include "../src/curve/xyzz.hpp"
#include "check.hpp"

// Sums are compared by logarithms: with points k_i G a sum of s_i k_i G is (sum of s_i k_i) G, one multiplication that
// `check_points` has compared to the naive one.
namespace proofpress_test {

using proofpress::Affine;
using proofpress::Fq;
using proofpress::Fq2;
using proofpress::Fr;
using proofpress::U256;
using proofpress::Xyzz;

inline Affine<Fq> generator(Fq) { return proofpress::g1_generator(); }
inline Affine<Fq2> generator(Fq2) { return proofpress::g2_generator(); }

template <class Field>
Affine<Field> multiple(const Fr& logarithm) {
  return proofpress::multiply_scalar<Field>(generator(Field{}), logarithm.to_plain()).to_affine();
}

/** Points with known logarithms: a walk, broken by infinity, repetitions and opposites; or all equal, or all infinity. */
template <class Field>
struct KnownPoints {
  static constexpr std::size_t point_bytes = Affine<Field>::bytes;
  std::vector<Fr> logarithms;
  /** One byte before the points, so that they start at an odd address. */
  std::vector<std::uint8_t> bytes;

  KnownPoints(Random& random, std::size_t count) : logarithms(count), bytes(count * point_bytes + 1) {
    const std::size_t kind = random.below(6);
    const Fr step = Fr::from_plain(random.plain<Fr>());
    const Xyzz<Field> step_point = Xyzz<Field>::from(multiple<Field>(step));
    Fr logarithm = step;
    Xyzz<Field> point = step_point;
    for (std::size_t i = 0; i < count; i++) {
      if (kind != 0) {
        logarithm += step;
        point += step_point;
      }
      Fr used = logarithm;
      Xyzz<Field> used_point = point;
      if (kind == 1 || (kind >= 3 && random.chance(7))) {
        used = Fr::zero();
        used_point = Xyzz<Field>::infinity();
      } else if (random.chance(5)) {
        used = -used;
        used_point = -used_point;
      }
      if (kind == 4 && i > 0 && random.chance(3)) {
        const std::size_t earlier = random.below(i);
        logarithms[i] = logarithms[earlier];
        std::memcpy(at(i), at(earlier), point_bytes);
        continue;
      }
      logarithms[i] = used;
      used_point.to_affine().store(at(i));
    }
  }
  std::uint8_t* at(std::size_t i) { return bytes.data() + 1 + i * point_bytes; }
};

/** Scalars as witnesses have them: bits, small numbers, small negative ones, full ones, all equal, edges. */
inline U256 draw_scalar(Random& random, std::size_t kind, const U256& same) {
  switch (kind) {
    case 0:
      return U256{{random.below(2), 0, 0, 0}};
    case 1:
      return same;
    case 2:
      return random.chance(50) ? random.plain<Fr>() : U256{{random.below(2), 0, 0, 0}};
    case 3:
      return (random.chance(2) ? Fr::from_u64(random.below(70000)) : -Fr::from_u64(random.below(70000))).to_plain();
    case 4:
      return random.plain<Fr>();
    default:
      return random.special<Fr>();
  }
}

}  // namespace proofpress_test
