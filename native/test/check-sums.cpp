#include <vector>

#include "../src/curve/subgroup.hpp"
#include "../src/groth16/powers-of-tau-fixed-base.hpp"
#include "../src/groth16/sparse-sums.hpp"
#include "../src/msm/msm.hpp"
#include "checks.hpp"
#include "known-points.hpp"

using namespace proofpress;

namespace proofpress_test {
namespace {

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
