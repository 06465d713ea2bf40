#pragma once

#include "../../field/lanes/fq2x8.hpp"
#include "../affine.hpp"

namespace proofpress {

template <class Field>
struct LanesOf;
template <>
struct LanesOf<Fq> {
  using Type = Fq8;
};
template <>
struct LanesOf<Fq2> {
  using Type = Fq2x8;
};

/**
 * `add_pairs_scalar` for eight pairs at a time: the same contract and the same bytes. Lane k of a group of eight holds its k-th
 * pair; the groups take turns in two chains of prefix products, so that one product need not wait for the last, and the
 * sixteen products that come out share one inversion.
 *
 * Lanes with equal x, with infinity or with no pair (behind the last one) are special: they divide by what the scalar formulas
 * need and take part in the vector formulas with a meaningless result, which goes nowhere; the scalar formulas replace it.
 *
 * Powers of two: coordinates and denominators d are as in memory, x 2^256. Each factor d moves the prefix product P by 2^-4 and
 * the inverse I by 2^-4 as well, so I times the prefix before it stays the same multiple of 1 / d. I begins as 2^518 / P: then
 * the slope is s 2^258, its square comes out as s^2 2^256, and its product with 4 u as s u 2^256, as in memory.
 */
template <class Field, class Operands>
class PairAdder8 {
  using Point = Affine<Field>;
  using Lanes = typename LanesOf<Field>::Type;
  using Loose = typename Lanes::Loose;

  /** Groups that share an inversion: prefix products and denominators, and the points besides, stay in the second-level cache. */
  static constexpr std::size_t batch_groups = 256 / Field::extension_degree;
  static constexpr int chains = 2;
  static constexpr std::size_t half = Point::bytes / 2;
  static constexpr std::size_t groups_ahead = 2;

  struct alignas(64) Workspace {
    u64 prefix[batch_groups][Lanes::raw_words];
    u64 denominator[batch_groups][Lanes::raw_words];
    Mask8 special[batch_groups];
    std::uint8_t nowhere[Point::bytes];
  };

  /** Where one side's eight x coordinates lie, and which y count with the other sign. */
  struct Side {
    const std::uint8_t* x[8];
    Mask8 negated;

    PROOFPRESS_INLINE Side(const std::uint8_t* points, const u32* references, std::size_t first, std::size_t count) {
      unsigned signs = 0;
      for (std::size_t k = 0; k < 8; k++) {
        const std::size_t i = first + (k < count ? k : count - 1);
        const u32 reference = references ? references[i] : 0;
        x[k] = points + (references ? (std::size_t)(reference >> 1) : i) * Point::bytes;
        signs |= (reference & 1u) << k;
      }
      negated = (Mask8)signs;
    }
    PROOFPRESS_INLINE Lanes load_x() const { return Lanes::load(x); }
    /** y or p - y, coordinates in [0, p]. */
    PROOFPRESS_INLINE Loose load_y() const {
      const std::uint8_t* y[8];
      for (int k = 0; k < 8; k++) y[k] = x[k] + half;
      return Lanes::load(y).negated_where(negated);
    }
    Point point(int k) const {
      Point loaded = Point::load(x[k]);
      if (negated >> k & 1) loaded.y = -loaded.y;
      return loaded;
    }
  };

 public:
  static void run(const Operands& operands, std::size_t count, std::uint8_t* out) {
    static thread_local Workspace workspace;
    constexpr std::size_t batch = 8 * batch_groups;
    for (std::size_t start = 0; start < count; start += batch)
      PairAdder8(operands, start, count - start < batch ? count - start : batch, out, workspace).add_batch();
  }

 private:
  PairAdder8(const Operands& operands, std::size_t start, std::size_t size, std::uint8_t* out, Workspace& workspace)
      : operands_(operands), start_(start), size_(size), out_(out), workspace_(workspace) {}

  std::size_t pairs_of(std::size_t group) const { return size_ - 8 * group < 8 ? size_ - 8 * group : 8; }
  PROOFPRESS_INLINE Side left(std::size_t group) const {
    return Side(operands_.left, operands_.left_references, start_ + 8 * group, pairs_of(group));
  }
  PROOFPRESS_INLINE Side right(std::size_t group) const {
    return Side(operands_.right, operands_.right_references, start_ + 8 * group, pairs_of(group));
  }

  void add_batch() {
    const std::size_t groups = (size_ + 7) / 8;
    alignas(64) u64 products[chains][Lanes::raw_words];
    for (auto& product : products) one().store_raw(product);
    for (std::size_t group = 0; group < groups; group++) {
      prefetch(group + groups_ahead);
      u64* product = products[group % chains];
      const Lanes before = Lanes::load_raw(product);
      before.store_raw(workspace_.prefix[group]);
      multiply(before, denominators(group)).normalised().store_raw(product);
    }
    invert(products);
    // An element of Fq2 is enough to do at a time; more would not fit the first-level instruction cache.
    constexpr std::size_t together = Field::extension_degree == 1 ? 2 : 1;
    std::size_t group = groups;
    for (; group % together != 0; group--) add_group(group - 1, products[(group - 1) % chains]);
    for (; group > 0; group -= together) {
      if constexpr (together == 2)
        add_two_groups(group - 2, products);
      else
        add_group(group - 1, products[(group - 1) % chains]);
    }
  }

  /** Brings the points of a later group into the cache. */
  PROOFPRESS_INLINE void prefetch(std::size_t group) const {
    if (8 * group + 8 > size_) return;
    prefetch_side(operands_.left, operands_.left_references, start_ + 8 * group);
    prefetch_side(operands_.right, operands_.right_references, start_ + 8 * group);
  }
  static PROOFPRESS_INLINE void prefetch_side(const std::uint8_t* points, const u32* references, std::size_t first) {
    if (!references) return;
    for (std::size_t i = first; i < first + 8; i++) {
      const std::uint8_t* point = points + (std::size_t)(references[i] >> 1) * Point::bytes;
      __builtin_prefetch(point);
      __builtin_prefetch(point + Point::bytes - 1);
    }
  }

  /** What the pairs of a group divide by, coordinates below 2 p; also kept in the workspace. */
  PROOFPRESS_INLINE Lanes denominators(std::size_t group) {
    const Side a = left(group), b = right(group);
    const Lanes ax = a.load_x(), bx = b.load_x();
    // A point at infinity has x = 0. A finite point with x = 0 would be looked at once more, and that is all.
    Mask8 special = (Mask8)(mask_equal(ax, bx) | ax.mask_zero() | bx.mask_zero());
    if (pairs_of(group) < 8) special |= (Mask8)(0xff << pairs_of(group));
    workspace_.special[group] = special;
    u64* kept = workspace_.denominator[group];
    if (__builtin_expect(special == 0, 1)) {
      const Lanes denominator = (bx - ax).template plus_modulus<1>().normalised();
      denominator.store_raw(kept);
      return denominator;
    }
    special_denominators(a, b, pairs_of(group), kept);
    return Lanes::load_raw(kept);
  }

  /** `denominators` where a lane is special, by scalar code: x2 - x1, 2y for equal points, 1 where nothing is divided. */
  static __attribute__((noinline)) void special_denominators(const Side& a, const Side& b, std::size_t pairs, u64* kept) {
    std::uint8_t bytes[8][half];
    const std::uint8_t* rows[8];
    for (int k = 0; k < 8; k++) {
      Field denominator = Field::one();
      if (k < (int)pairs) {
        const Point p = a.point(k), q = b.point(k);
        if (!p.is_infinity() && !q.is_infinity()) {
          if (p.x != q.x)
            denominator = q.x - p.x;
          else if (p.y == q.y && !p.y.is_zero())
            denominator = p.y.doubled();
        }
      }
      denominator.store(bytes[k]);
      rows[k] = bytes[k];
    }
    Lanes::load(rows).store_raw(kept);
  }

  /** Replaces the products of the chains, x, by 2^518 / x. */
  static void invert(u64 (&products)[chains][Lanes::raw_words]) {
    std::uint8_t bytes[chains][8][half];
    std::uint8_t* rows[chains][8];
    Field before[8 * chains], product = Field::one();
    for (int i = 0; i < chains; i++) {
      for (int k = 0; k < 8; k++) rows[i][k] = bytes[i][k];
      Loose(Lanes::load_raw(products[i])).template canonical<4>().store(rows[i]);
    }
    for (int n = 0; n < 8 * chains; n++) {
      before[n] = product;
      product *= Field::load(bytes[n / 8][n % 8]);
    }
    // Scalar inversion gives 2^512 / x.
    Field inverse = product.inverse() * power_of_two(6);
    for (int n = 8 * chains; n-- > 0;) {
      const Field value = Field::load(bytes[n / 8][n % 8]);
      (inverse * before[n]).store(bytes[n / 8][n % 8]);
      inverse *= value;
    }
    for (int i = 0; i < chains; i++) Lanes::load(rows[i]).store_raw(products[i]);
  }

  /** The sums of a group, step by step, so that two groups can take turns. */
  struct GroupSum {
    const Side a, b;
    std::uint8_t* x[8];
    Lanes over_denominator, slope, ax, x3, y3;
    Loose ay;

    /** `chain` holds I for the product up to this group and is taken back to before it. */
    PROOFPRESS_INLINE GroupSum(const PairAdder8& adder, std::size_t group, u64* chain) : a(adder.left(group)), b(adder.right(group)) {
      const Lanes inverse = Lanes::load_raw(chain);
      over_denominator = multiply(inverse, Lanes::load_raw(adder.workspace_.prefix[group])).normalised();
      multiply(inverse, Lanes::load_raw(adder.workspace_.denominator[group])).normalised().store_raw(chain);
      const Mask8 special = adder.workspace_.special[group];
      for (std::size_t k = 0; k < 8; k++) {
        x[k] = adder.out_ + (adder.start_ + 8 * group + k) * Point::bytes;
        if (__builtin_expect(special >> k & 1, 0)) x[k] = adder.workspace_.nowhere;
      }
      if (__builtin_expect(special != 0, 0)) adder.add_special(group, a, b, special, over_denominator);
    }
    // Bounds in multiples of p, for coordinates in Fq2 (those in Fq are smaller): over_denominator and slope below 2.2, the
    // square below 1.5, x3 canonical, u below 8, the last product in (0, 2.4).
    PROOFPRESS_INLINE void find_slope() {
      ay = a.load_y();
      slope = multiply(over_denominator, (b.load_y() - ay).template plus_modulus<1>().normalised()).normalised();
    }
    PROOFPRESS_INLINE void find_x() {
      ax = a.load_x();
      x3 = (square(slope) - ax - b.load_x()).template plus_modulus<2>().template canonical<4>();
    }
    PROOFPRESS_INLINE void find_y() {
      const Lanes u = (ax - x3).template plus_modulus<1>().template shifted<2>().normalised();
      y3 = (multiply(slope, u) - ay).template plus_modulus<1>().template canonical<4>();
    }
    PROOFPRESS_INLINE void store() const {
      std::uint8_t* y[8];
      for (int k = 0; k < 8; k++) y[k] = x[k] + half;
      x3.store(x);
      y3.store(y);
    }
  };

  void add_group(std::size_t group, u64* chain) const {
    GroupSum sum(*this, group, chain);
    sum.find_slope();
    sum.find_x();
    sum.find_y();
    sum.store();
  }
  /** Groups `group` and `group + 1`, even and odd, in turns: a processor looks ahead no further than a product or two. */
  PROOFPRESS_INLINE void add_two_groups(std::size_t group, u64 (&chain)[chains][Lanes::raw_words]) const {
    GroupSum first(*this, group, chain[0]), second(*this, group + 1, chain[1]);
    first.find_slope();
    second.find_slope();
    first.find_x();
    second.find_x();
    first.find_y();
    second.find_y();
    first.store();
    second.store();
  }

  /** The sums of special lanes, written to their places; `over_denominator` is 2^262 / d. */
  __attribute__((noinline)) void add_special(std::size_t group, const Side& a, const Side& b, Mask8 special,
                                             const Lanes& over_denominator) const {
    static const Field inverse_of_64 = power_of_two(6).inverse();
    std::uint8_t bytes[8][half];
    std::uint8_t* rows[8];
    for (int k = 0; k < 8; k++) rows[k] = bytes[k];
    Loose(over_denominator).template canonical<4>().store(rows);
    for (int k = 0; k < (int)pairs_of(group); k++) {
      if (!(special >> k & 1)) continue;
      const Point sum = add(a.point(k), b.point(k), Field::load(bytes[k]) * inverse_of_64);
      sum.store(out_ + (start_ + 8 * group + k) * Point::bytes);
    }
  }
  /** p + q, where `over_denominator` is the inverse of what `special_denominators` says of them. */
  static Point add(const Point& p, const Point& q, const Field& over_denominator) {
    if (p.is_infinity()) return q;
    if (q.is_infinity()) return p;
    Field numerator = q.y - p.y;
    if (p.x == q.x) {
      if (p.y != q.y || p.y.is_zero()) return Point::infinity();
      const Field square = p.x.squared();
      numerator = square.doubled() + square;
    }
    const Field slope = numerator * over_denominator;
    const Field x = slope.squared() - p.x - q.x;
    return {x, slope * (p.x - x) - p.y};
  }

  static Field power_of_two(int exponent) {
    Field power = Field::one();
    for (int i = 0; i < exponent; i++) power = power.doubled();
    return power;
  }
  /** One in memory's form, 2^256, in all lanes. */
  static Lanes one() {
    std::uint8_t bytes[half];
    Field::one().store(bytes);
    const std::uint8_t* rows[8];
    for (auto& row : rows) row = bytes;
    return Lanes::load(rows);
  }

  const Operands& operands_;
  const std::size_t start_, size_;
  std::uint8_t* const out_;
  Workspace& workspace_;
};

/** `add_pairs_scalar`, by lanes; `Operands` is PairOperands. */
template <class Field, class Operands>
void add_pairs_lanes(const Operands& operands, std::size_t count, std::uint8_t* out) {
  PairAdder8<Field, Operands>::run(operands, count, out);
}

}  // namespace proofpress
