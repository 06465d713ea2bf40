#include <vector>

#include "../src/curve/subgroup.hpp"
#include "../src/groth16/powers-of-tau-fixed-base.hpp"
#include "../src/groth16/sparse-sums.hpp"
#include "../src/msm/msm.hpp"
#include "checks.hpp"

using namespace proofpress;

// The sums are compared by logarithms: with points k_i G a sum of s_i k_i G is (sum of s_i k_i) G, one multiplication that
// `check_points` has compared to the naive one.
namespace proofpress_test {
namespace {

Affine<Fq> generator(Fq) { return g1_generator(); }
Affine<Fq2> generator(Fq2) { return g2_generator(); }

template <class Field>
Affine<Field> multiple(const Fr& logarithm) {
  return multiply_scalar<Field>(generator(Field{}), logarithm.to_plain()).to_affine();
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
U256 draw_scalar(Random& random, std::size_t kind, const U256& same) {
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

template <class Field>
void check_msm(Random& random, std::size_t count) {
  KnownPoints<Field> points(random, count);
  const std::size_t kind = random.below(6);
  const U256 same = random.special<Fr>();
  std::vector<std::uint8_t> scalars(count * 32 + 1);
  Fr expected = Fr::zero();
  for (std::size_t i = 0; i < count; i++) {
    const U256 scalar = draw_scalar(random, kind, same);
    scalar.store(scalars.data() + 1 + 32 * i);
    expected += Fr::from_plain(scalar) * points.logarithms[i];
  }
  const proofpress_work settings{nullptr, nullptr, (unsigned)(1 + random.below(3))};
  Work work(&settings);
  const auto sum = multi_scalar_multiply<Field>(points.bytes.data() + 1, scalars.data() + 1, count, work).to_affine();
  CHECK(sum == multiple<Field>(expected), "size " + std::to_string(count) + ", scalars of kind " + std::to_string(kind));
}

template <class Field>
void check_fixed_base(Random& random, std::size_t count) {
  Work work(nullptr);
  const Fr logarithm = Fr::from_plain(random.plain<Fr>());
  const FixedBaseTable<Field> table(multiple<Field>(logarithm), 1 + random.below(100000), work);
  std::vector<U256> scalars(count);
  for (U256& scalar : scalars) scalar = random.special<Fr>();
  std::vector<std::uint8_t> out(count * Affine<Field>::bytes + 1);
  std::vector<PointReference> digits;
  table.multiply(scalars.data(), count, out.data() + 1, digits);
  for (std::size_t i = 0; i < count; i++)
    CHECK(Affine<Field>::load(out.data() + 1 + i * Affine<Field>::bytes) == multiple<Field>(Fr::from_plain(scalars[i]) * logarithm));
}

void check_digits(Random& random) {
  const U256 coefficient = random.special<Fr>();
  const SignedResidue parts = signed_residue(coefficient);
  Fr value = Fr::zero();
  for_each_digit(parts.magnitude, [&](unsigned window, int digit) {
    CHECK(window < 64 && digit >= -7 && digit <= 8 && digit != 0);
    Fr part = Fr::from_u64((u64)(digit < 0 ? -digit : digit));
    for (unsigned i = 0; i < digit_bits * window; i++) part = part.doubled();
    value += digit < 0 ? -part : part;
  });
  CHECK((parts.negative ? -value : value) == Fr::from_plain(coefficient));
}

/** A random sparse matrix times a vector of points, in blocks from several threads. */
template <class Field>
void check_sparse(Random& random, std::size_t point_count, std::size_t targets, std::size_t terms) {
  struct Term {
    std::uint32_t target;
    U256 coefficient;
  };
  KnownPoints<Field> points(random, point_count);
  const std::size_t kind = random.below(6);
  const U256 same = random.special<Fr>();
  std::vector<std::vector<Term>> rows(point_count);
  std::vector<Fr> expected(targets, Fr::zero());
  for (std::size_t i = 0; i < terms && targets > 0; i++) {
    const std::size_t row = random.below(point_count);
    // Every other term goes to one target, like that of the constant wire.
    const Term term{(std::uint32_t)(random.chance(2) ? 0 : random.below(targets)), draw_scalar(random, kind, same)};
    rows[row].push_back(term);
    expected[term.target] += Fr::from_plain(term.coefficient) * points.logarithms[row];
  }
  SparseSums<Field> sums(targets);
  const proofpress_work settings{nullptr, nullptr, (unsigned)(1 + random.below(3))};
  Work work(&settings);
  std::vector<SparseBlock<Field>> blocks(work.threads());
  work.parallel(point_count, 1 + random.below(point_count), nullptr, [&](std::size_t begin, std::size_t end, unsigned thread) {
    for (std::size_t row = begin; row < end; row++) {
      blocks[thread].start_point(points.at(row));
      for (const Term& term : rows[row]) blocks[thread].add_term(term.target, term.coefficient);
    }
    sums.add(blocks[thread]);
  });
  for (std::size_t target = 0; target < targets; target++)
    CHECK(Affine<Field>::load(sums.points() + target * Affine<Field>::bytes) == multiple<Field>(expected[target]),
          "target " + std::to_string(target));
}

}  // namespace

void check_sums(Random& random, Budget budget) {
  for (std::size_t size : {0, 1, 2, 3, 7, 8, 9, 31, 32, 33, 255, 256, 257, 1025}) check_msm<Fq>(random, size);
  for (std::size_t size : {0, 1, 2, 33, 257}) check_msm<Fq2>(random, size);
  check_sparse<Fq>(random, 1, 0, 0);
  check_sparse<Fq>(random, 1, 1, 1);
  while (budget.next()) {
    check_msm<Fq>(random, random.below(random.chance(10) ? 6000 : 300));
    check_msm<Fq2>(random, random.below(random.chance(10) ? 1500 : 100));
    check_fixed_base<Fq>(random, 1 + random.below(8));
    if (random.chance(4)) check_fixed_base<Fq2>(random, 1 + random.below(4));
    for (int i = 0; i < 20; i++) check_digits(random);
    check_sparse<Fq>(random, 1 + random.below(40), 1 + random.below(30), random.below(400));
    check_sparse<Fq2>(random, 1 + random.below(20), 1 + random.below(10), random.below(100));
  }
}

}  // namespace proofpress_test
