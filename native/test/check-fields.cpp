#include <vector>

#include "../src/field/batch-inverse.hpp"
#include "../src/field/fq2.hpp"
#include "checks.hpp"
#include "naive.hpp"

using namespace proofpress;

namespace proofpress_test {
namespace {

template <class Naive>
void check_pair(const Naive& a, const Naive& b) {
  const auto x = a.tested(), y = b.tested();
  CHECK(Naive::of(x) == a, "conversion");
  CHECK(Naive::of(x + y) == a + b, "sum");
  CHECK(Naive::of(x - y) == a - b, "difference");
  CHECK(Naive::of(x * y) == a * b, "product");
  CHECK((x == y) == (a == b), "equality");
  CHECK((x != y) == !(a == b), "inequality");
}

template <class Naive>
void check_single(const Naive& a) {
  const auto x = a.tested();
  CHECK(x.is_zero() == a.is_zero());
  CHECK(Naive::of(x.doubled()) == a + a, "double");
  CHECK(Naive::of(x.squared()) == a * a, "square");
  CHECK(Naive::of(-x) == -a, "negative");
  CHECK(Naive::of(x.inverse()) == a.inverse(), "inverse");
}

/** Special values of a field by themselves and in pairs. */
template <class Field>
void check_prime_field(Random& random, std::size_t values) {
  using Naive = NaiveField<typename Field::Params>;
  std::vector<Naive> all;
  for (std::size_t i = 0; i < values; i++) all.push_back({random.special<Field>()});
  for (const Naive& a : all) {
    check_single(a);
    for (const Naive& b : all) check_pair(a, b);
  }
}

template <class Field>
void check_bounds() {
  const U256 p = Field::modulus();
  U256 below, above;
  subtract_borrow(below, p, U256{{1, 0, 0, 0}});
  add_carry(above, p, U256{{1, 0, 0, 0}});
  std::uint8_t bytes[33];
  auto is_canonical = [&](const U256& value) {
    value.store(bytes + 1);
    return Field::is_canonical(bytes + 1);
  };
  CHECK(is_canonical(below) && is_canonical(U256{}));
  CHECK(!is_canonical(p) && !is_canonical(above) && !is_canonical(U256{{~0ull, ~0ull, ~0ull, ~0ull}}));
  CHECK(Field::one().to_plain() == (U256{{1, 0, 0, 0}}));
  CHECK(Field::zero().inverse().is_zero());
  CHECK(Field::from_plain(below) == -Field::one());
  CHECK(Field::from_plain(p).is_zero(), "integers up to 2p are reduced");
}

template <class Field>
void check_batch_inverse(Random& random) {
  const std::size_t count = random.below(40);
  std::vector<Field> values(count), inverses, scratch(count);
  for (Field& value : values) value = random.chance(4) ? Field::zero() : Field::from_plain(random.special<Field>());
  inverses = values;
  batch_inverse(inverses.data(), count, scratch.data());
  for (std::size_t i = 0; i < count; i++) CHECK(inverses[i] == values[i].inverse());
}

void check_extension(Random& random) {
  auto draw = [&] { return NaiveFq2{{random.special<Fq>()}, {random.special<Fq>()}}; };
  const NaiveFq2 a = draw(), b = random.chance(4) ? a : draw();
  check_pair(a, b);
  check_single(a);
  CHECK((NaiveFq2::of(a.tested().conjugate()) == NaiveFq2{a.a, -a.b}));
  CHECK((NaiveFq2::of(a.tested() * b.a.tested()) == NaiveFq2{a.a * b.a, a.b * b.a}));
}

void check_roots_of_unity() {
  for (unsigned power = 0; power <= fr_two_adicity; power++) {
    Fr root = fr_root_of_unity(power);
    for (unsigned i = 0; i + 1 < power; i++) root = root.squared();
    CHECK(power == 0 ? root == Fr::one() : root == -Fr::one(), "order " + std::to_string(power));
  }
  // 5^((r - 1) / 2^28)
  U256 exponent = Fr::modulus();
  for (unsigned i = 0; i < fr_two_adicity; i++)
    for (int limb = 0; limb < 4; limb++) exponent.limb[limb] = exponent.limb[limb] >> 1 | (limb < 3 ? exponent.limb[limb + 1] << 63 : 0);
  NaiveFr power{{{1, 0, 0, 0}}};
  for (unsigned i = bit_length(exponent); i-- > 0;) {
    power = power * power;
    if (exponent.bit(i)) power = power * NaiveFr{{{5, 0, 0, 0}}};
  }
  CHECK(power == NaiveFr::of(fr_root_of_unity(fr_two_adicity)));
}

}  // namespace

void check_fields(Random& random, Budget budget) {
  check_bounds<Fq>();
  check_bounds<Fr>();
  check_roots_of_unity();
  while (budget.next()) {
    check_prime_field<Fq>(random, 8);
    check_prime_field<Fr>(random, 8);
    for (int i = 0; i < 8; i++) check_extension(random);
    check_batch_inverse<Fq>(random);
    check_batch_inverse<Fr>(random);
  }
}

}  // namespace proofpress_test
