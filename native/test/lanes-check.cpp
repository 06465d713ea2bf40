#include <algorithm>
#include <vector>

#include "../src/curve/add-pairs.hpp"
#include "../src/curve/xyzz.hpp"
#include "../src/field/bulk.hpp"
#include "checks.hpp"

using namespace proofpress;

// The bulk functions and `add_pairs` of this build against the scalar code, which `check_fields` and `check_points` have compared
// to plain arithmetic. In a build with lanes, the lanes' own arithmetic as well, at the ends of its bounds.
namespace proofpress_test {
namespace {

constexpr std::size_t edge_counts[] = {63, 64, 65, 127, 128, 129, 1000};

template <class Field>
Field draw(Random& random, std::size_t kind) {
  if (kind == 0) return Field::zero();
  if (kind == 1) return Field::from_plain(random.plain<Field>());
  // Special as integers or as residues in memory.
  const U256 special = random.special<Field>();
  return random.chance(2) ? Field::from_plain(special) : Field{special};
}

std::vector<Fr> draw_many(Random& random, std::size_t count) {
  const std::size_t kind = random.below(3);
  std::vector<Fr> values(count);
  for (Fr& value : values) value = draw<Fr>(random, kind);
  return values;
}

void check_bulk(Random& random, std::size_t n) {
  const std::string size = "size " + std::to_string(n);
  const std::vector<Fr> a = draw_many(random, n), b = draw_many(random, n), c = draw_many(random, n), d = draw_many(random, n);
  const std::vector<Fr> s = draw_many(random, n), t = draw_many(random, n), u = draw_many(random, n);
  // One more place, which must stay as it is.
  std::vector<Fr> out(n + 1, Fr::one()), other(n);
  multiply_bulk(out.data(), a.data(), b.data(), n);
  for (std::size_t i = 0; i < n; i++) CHECK(out[i] == a[i] * b[i], size);
  multiply_subtract_bulk(out.data(), a.data(), b.data(), c.data(), n);
  for (std::size_t i = 0; i < n; i++) CHECK(out[i] == a[i] * b[i] - c[i], size);
  CHECK(out[n] == Fr::one(), size);
  // In place, by the input that is read first and by the one that is read last.
  std::vector<Fr> same = a;
  multiply_subtract_bulk(same.data(), same.data(), b.data(), c.data(), n);
  CHECK(std::equal(same.begin(), same.end(), out.begin()), size);
  same = c;
  multiply_subtract_bulk(same.data(), a.data(), b.data(), same.data(), n);
  CHECK(std::equal(same.begin(), same.end(), out.begin()), size);

  std::vector<Fr> x = a, y = b;
  butterfly_forward_bulk(x.data(), y.data(), t.data(), n);
  for (std::size_t i = 0; i < n; i++) CHECK(x[i] == a[i] + b[i] && y[i] == (a[i] - b[i]) * t[i], size);
  x = a, y = b;
  butterfly_inverse_bulk(x.data(), y.data(), t.data(), n);
  for (std::size_t i = 0; i < n; i++) CHECK(x[i] == a[i] + t[i] * b[i] && y[i] == a[i] - t[i] * b[i], size);

  std::vector<Fr> v[4] = {a, b, c, d};
  butterfly4_forward_bulk(v[0].data(), v[1].data(), v[2].data(), v[3].data(), s.data(), t.data(), u.data(), n);
  for (std::size_t i = 0; i < n; i++) {
    const Fr sum_ac = a[i] + c[i], sum_bd = b[i] + d[i], ac = (a[i] - c[i]) * s[i], bd = (b[i] - d[i]) * t[i];
    CHECK(v[0][i] == sum_ac + sum_bd && v[1][i] == (sum_ac - sum_bd) * u[i], size);
    CHECK(v[2][i] == ac + bd && v[3][i] == (ac - bd) * u[i], size);
  }
  v[0] = a, v[1] = b, v[2] = c, v[3] = d;
  butterfly4_inverse_bulk(v[0].data(), v[1].data(), v[2].data(), v[3].data(), s.data(), t.data(), u.data(), n);
  for (std::size_t i = 0; i < n; i++) {
    const Fr a1 = a[i] + u[i] * b[i], b1 = a[i] - u[i] * b[i], c1 = c[i] + u[i] * d[i], d1 = c[i] - u[i] * d[i];
    CHECK(v[0][i] == a1 + s[i] * c1 && v[2][i] == a1 - s[i] * c1, size);
    CHECK(v[1][i] == b1 + t[i] * d1 && v[3][i] == b1 - t[i] * d1, size);
  }
}

/** `n` blocks of eight against the three layers one after the other. */
void check_eights(Random& random, std::size_t n) {
  const Fr w = fr_root_of_unity(3), twiddles[4] = {Fr::one(), w, w * w, w * w * w};
  const std::vector<Fr> values = draw_many(random, 8 * n);
  std::vector<Fr> out = values, expected = values;
  const auto layer = [&](auto&& butterfly, std::size_t apart) {
    for (std::size_t i = 0; i < 8 * n; i++) {
      if ((i & apart) == 0) butterfly(expected[i], expected[i + apart], twiddles[(i % apart) * (4 / apart)]);
    }
  };
  transform_eights_forward_bulk(out.data(), twiddles, n);
  for (std::size_t apart : {4, 2, 1}) layer(butterfly_forward, apart);
  CHECK(out == expected, std::to_string(n) + " blocks");
  out = expected = values;
  transform_eights_inverse_bulk(out.data(), twiddles, n);
  for (std::size_t apart : {1, 2, 4}) layer(butterfly_inverse, apart);
  CHECK(out == expected, std::to_string(n) + " blocks");
}

/** A point on the curve, or, as the formulas do not ask for that, any two coordinates. */
template <class Field>
Affine<Field> draw_point(Random& random) {
  if constexpr (Field::extension_degree == 1)
    return {draw<Fq>(random, 2), draw<Fq>(random, 2)};
  else
    return {{draw<Fq>(random, 2), draw<Fq>(random, 2)}, {draw<Fq>(random, 2), draw<Fq>(random, 2)}};
}

/** The array of points, at an odd address, and references into it. */
template <class Field>
struct PointArray {
  static constexpr std::size_t size = Affine<Field>::bytes;
  std::vector<std::uint8_t> bytes;
  explicit PointArray(std::size_t count) : bytes(count * size + 1) {}
  std::uint8_t* data() { return bytes.data() + 1; }
  void set(std::size_t i, const Affine<Field>& point) { point.store(data() + i * size); }
  Affine<Field> get(std::size_t i) { return Affine<Field>::load(data() + i * size); }
};

/** `one_in`: of how many pairs one is an exception. */
template <class Field>
void check_pairs(Random& random, std::size_t count, unsigned one_in) {
  constexpr std::size_t size = Affine<Field>::bytes;
  PointArray<Field> left(count), right(count), expected(count), out(count);
  std::vector<PointReference> signs(count);
  for (std::size_t i = 0; i < count; i++) {
    Affine<Field> a = draw_point<Field>(random), b = draw_point<Field>(random);
    if (random.chance(one_in)) {
      const std::size_t kind = random.below(8);
      if (kind == 0) a = b;
      if (kind == 1) a = -b;
      if (kind == 2 || kind == 3) a = Affine<Field>::infinity();
      if (kind == 3 || kind == 4) b = Affine<Field>::infinity();
      if (kind == 5) a.x = b.x, a.y = b.y = Field::zero();
      if (kind == 6) a.x = Field::zero();
      if (kind == 7) a.y = Field::zero();
    }
    left.set(i, a);
    right.set(i, b);
    signs[i] = (PointReference)(2 * i + random.below(2));
  }
  std::vector<PointReference> shuffled = signs;
  for (std::size_t i = count; i > 1; i--) std::swap(shuffled[i - 1], shuffled[random.below(i)]);

  const auto compare = [&](const PairOperands& operands, const char* what) {
    add_pairs_scalar<Field>(operands, count, expected.data());
    std::fill(out.bytes.begin(), out.bytes.end(), (std::uint8_t)0xa5);
    add_pairs<Field>(operands, count, out.data());
    for (std::size_t i = 0; i < count; i++)
      CHECK(std::memcmp(out.data() + i * size, expected.data() + i * size, size) == 0,
            std::string(what) + ", pair " + std::to_string(i) + " of " + std::to_string(count));
    CHECK(out.bytes[0] == 0xa5);
  };
  compare({left.data(), nullptr, right.data(), nullptr}, "in order");
  compare({left.data(), shuffled.data(), right.data(), shuffled.data()}, "both by reference, the same");
  compare({left.data(), nullptr, right.data(), signs.data()}, "right with signs");
  compare({left.data(), signs.data(), right.data(), shuffled.data()}, "left with signs, right shuffled");
  compare({left.data(), nullptr, left.data(), nullptr}, "a point with itself");
  // The sums take the place of an operand.
  add_pairs_scalar<Field>({left.data(), nullptr, right.data(), signs.data()}, count, expected.data());
  PointArray<Field> in_place = left;
  add_pairs<Field>({in_place.data(), nullptr, right.data(), signs.data()}, count, in_place.data());
  CHECK(in_place.bytes == expected.bytes, "in place of the left operand, " + std::to_string(count));
  add_pairs_scalar<Field>({left.data(), shuffled.data(), right.data(), nullptr}, count, expected.data());
  in_place = right;
  add_pairs<Field>({left.data(), shuffled.data(), in_place.data(), nullptr}, count, in_place.data());
  CHECK(in_place.bytes == expected.bytes, "in place of the right operand, " + std::to_string(count));
}

#ifdef PROOFPRESS_HAS_LANES
/** Eight integers below `bound` times p: next to multiples of p, with long carries, or any. */
template <class Parameters>
void draw_lanes(Random& random, unsigned bound, U256 (&integers)[8], u64 (&above)[8], Field8<Parameters>& lanes) {
  using Field = MontgomeryField<Parameters>;
  alignas(64) u64 limbs[40];
  for (int k = 0; k < 8; k++) {
    // integer = multiple p + rest, as 256 bits and what lies above them.
    const U256 rest = random.special<Field>();
    integers[k] = rest;
    above[k] = 0;
    for (std::size_t i = random.below(bound); i > 0; i--) above[k] += add_carry(integers[k], integers[k], Field::modulus());
    const u64* word = integers[k].limb;
    const u64 limb[5] = {word[0] & mask_52, ((word[0] >> 52) | (word[1] << 12)) & mask_52,
                         ((word[1] >> 40) | (word[2] << 24)) & mask_52, ((word[2] >> 28) | (word[3] << 36)) & mask_52,
                         word[3] >> 16 | above[k] << 48};
    for (int i = 0; i < 5; i++) limbs[8 * i + k] = limb[i];
  }
  lanes = Field8<Parameters>::load_raw(limbs);
}

/** integer mod p times 2^256, as a field element in memory's form: what the lane's integer is as a residue. */
template <class Parameters>
MontgomeryField<Parameters> residue(U256 integer, u64 above) {
  using Field = MontgomeryField<Parameters>;
  while (above || !less_than(integer, Field::modulus())) above -= subtract_borrow(integer, integer, Field::modulus());
  return Field{integer};
}

template <class Parameters>
void expect(const Field8<Parameters>& canonical, const MontgomeryField<Parameters> (&expected)[8], const char* what) {
  std::uint8_t bytes[8][32];
  std::uint8_t* rows[8];
  for (int k = 0; k < 8; k++) rows[k] = bytes[k];
  canonical.store(rows);
  for (int k = 0; k < 8; k++) CHECK(std::memcmp(bytes[k], expected[k].value.limb, 32) == 0, what);
}

template <class Parameters>
void check_lane_field(Random& random) {
  using Field = MontgomeryField<Parameters>;
  using Lanes = Field8<Parameters>;
  static const Field sixteenth = Field::from_u64(16).inverse();
  U256 a[8], b[8];
  u64 a_above[8], b_above[8];
  Lanes x, y;
  Field expected[8];
  draw_lanes(random, 80, a, a_above, x);
  draw_lanes(random, 50, b, b_above, y);
  const auto expect_each = [&](const Lanes& canonical, const char* what, auto&& of) {
    for (int k = 0; k < 8; k++) expected[k] = of(residue<Parameters>(a[k], a_above[k]), residue<Parameters>(b[k], b_above[k]));
    expect(canonical, expected, what);
  };
  // Below 64 p: 80 * 50 / 84 + 1.13, then 70 * 70 / 84 + 1.13.
  const auto product_of = [](const Field& p, const Field& q) { return p * q * sixteenth; };
  expect_each(multiply(x, y).template canonical<64>(), "product", product_of);
  draw_lanes(random, 70, a, a_above, x);
  expect_each(square(x).template canonical<64>(), "square", [](const Field& p, const Field&) { return p * p * sixteenth; });

  draw_lanes(random, 2, a, a_above, x);
  draw_lanes(random, 2, b, b_above, y);
  const Loose8<Parameters> difference = (x - y).template plus_modulus<2>();
  expect_each(difference.template canonical<4>(), "difference", [](const Field& p, const Field& q) { return p - q; });
  expect_each((x + y).template canonical<4>(), "sum", [](const Field& p, const Field& q) { return p + q; });
  expect_each(multiply(difference.template shifted<4>().normalised(), y).template canonical<4>(), "difference times 16 y",
              [](const Field& p, const Field& q) { return (p - q) * q; });
  expect_each(x.template canonical<2>(), "canonical", [](const Field& p, const Field&) { return p; });

  draw_lanes(random, 1, a, a_above, x);
  draw_lanes(random, 1, b, b_above, y);
  for (int k = 0; k < 8; k++)
    if (random.chance(2)) b[k] = a[k];
  unsigned equal = 0, zero = 0;
  const std::uint8_t* rows[8];
  for (int k = 0; k < 8; k++) {
    rows[k] = (const std::uint8_t*)b[k].limb;
    equal |= (unsigned)(a[k] == b[k]) << k;
    zero |= (unsigned)b[k].is_zero() << k;
  }
  y = Lanes::load(rows);
  CHECK(mask_equal(x, y) == (Mask8)equal);
  CHECK(y.mask_zero() == (Mask8)zero);
}

/** Products and squares in Fq2 for coordinates below `bound_a` p and `bound_b` p. */
void check_lane_fq2(Random& random, unsigned bound_a, unsigned bound_b) {
  static const Fq sixteenth = Fq::from_u64(16).inverse();
  U256 integers[4][8];
  u64 above[4][8];
  Fq2x8 a, b;
  draw_lanes(random, bound_a, integers[0], above[0], a.c0);
  draw_lanes(random, bound_a, integers[1], above[1], a.c1);
  draw_lanes(random, bound_b, integers[2], above[2], b.c0);
  draw_lanes(random, bound_b, integers[3], above[3], b.c1);
  const auto expect_each = [&](const Fq2x8& canonical, const char* what, auto&& of) {
    Fq expected[2][8];
    for (int k = 0; k < 8; k++) {
      Fq value[4];
      for (int i = 0; i < 4; i++) value[i] = residue<FqParameters>(integers[i][k], above[i][k]);
      const Fq2 result = of(Fq2{value[0], value[1]}, Fq2{value[2], value[3]}) * sixteenth;
      expected[0][k] = result.c0;
      expected[1][k] = result.c1;
    }
    expect(canonical.c0, expected[0], what);
    expect(canonical.c1, expected[1], what);
  };
  expect_each(multiply(a, b).canonical<4>(), "product in Fq2", [](const Fq2& x, const Fq2& y) { return x * y; });
  if (bound_a <= 4) expect_each(square(a).canonical<2>(), "square in Fq2", [](const Fq2& x, const Fq2&) { return x.squared(); });
}
#endif

}  // namespace

void check_lanes(Random& random, Budget budget) {
  for (std::size_t n = 0; n <= 40; n++) {
    check_bulk(random, n);
    check_eights(random, n);
    for (unsigned one_in : {1, 4, 1000}) {
      check_pairs<Fq>(random, n, one_in);
      check_pairs<Fq2>(random, n, one_in);
    }
  }
  for (std::size_t n : edge_counts) check_bulk(random, n);
  // Around the batches of the scalar code and of the lanes.
  for (std::size_t n : {1023, 1024, 1025, 2047, 2048, 2049, 2063, 2064, 2065, 4097}) check_pairs<Fq>(random, n, 50);
  for (std::size_t n : {1017, 1023, 1024, 1025, 1032, 2049}) check_pairs<Fq2>(random, n, 50);
  while (budget.next()) {
    check_bulk(random, random.below(300));
    check_eights(random, random.below(40));
    check_pairs<Fq>(random, random.below(300), (unsigned)(1 + random.below(300)));
    check_pairs<Fq2>(random, random.below(150), (unsigned)(1 + random.below(150)));
#ifdef PROOFPRESS_HAS_LANES
    for (int i = 0; i < 200; i++) {
      check_lane_field<FqParameters>(random);
      check_lane_field<FrParameters>(random);
      check_lane_fq2(random, 4, 4);
      check_lane_fq2(random, 40, 2);
      check_lane_fq2(random, 9, 9);
    }
#endif
  }
}

}  // namespace proofpress_test

#ifdef PROOFPRESS_LANES_CHECK_ALONE
/** A program of this file alone, which needs nothing else of the prover: lanes-check [SEED [ROUNDS]]. */
int main(int count, char** arguments) {
  using namespace proofpress_test;
  const std::uint64_t seed = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 1;
  const std::uint64_t rounds = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 1;
#if defined(PROOFPRESS_EMULATE_LANES)
  const char* lanes = "emulated";
#elif defined(PROOFPRESS_HAS_LANES)
  const char* lanes = "avx512";
#else
  const char* lanes = "none";
#endif
  std::printf("lanes %s: seed %llu ...\n", lanes, (unsigned long long)seed);
  std::fflush(stdout);
  Random random(seed);
  check_lanes(random, Budget(rounds, 0));
  std::printf("lanes %s: ok\n", lanes);
  return 0;
}
#endif
