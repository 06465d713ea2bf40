#include <cstring>
#include <vector>

#include "../src/curve/add-pairs.hpp"
#include "../src/curve/subgroup.hpp"
#include "../src/curve/xyzz.hpp"
#include "checks.hpp"
#include "naive.hpp"

using namespace proofpress;

namespace proofpress_test {
namespace {

template <class Field>
Affine<Field> generator();
template <>
Affine<Fq> generator<Fq>() {
  return g1_generator();
}
template <>
Affine<Fq2> generator<Fq2>() {
  return g2_generator();
}

/** Infinity, a few points, their negatives and doubles: any two of them may be equal, opposite or neither. */
template <class Field>
std::vector<Affine<Field>> few_points(Random& random) {
  std::vector<Affine<Field>> points{Affine<Field>::infinity()};
  NaivePoint<Field> point = naive_multiply(NaivePoint<Field>::of(generator<Field>()), random.integer());
  for (int i = 0; i < 3; i++) {
    points.push_back(point.tested());
    points.push_back((-point).tested());
    point = point + point;
  }
  return points;
}

template <class Field>
void check_operations(Random& random) {
  using Point = Affine<Field>;
  const std::vector<Point> points = few_points<Field>(random);
  for (const Point& a : points) {
    std::uint8_t bytes[Point::bytes + 1];
    a.store(bytes + 1);
    CHECK(Point::is_valid(bytes + 1) && Point::load(bytes + 1) == a);
    const auto naive_a = NaivePoint<Field>::of(a);
    CHECK(Xyzz<Field>::from(a).to_affine() == a);
    CHECK(Xyzz<Field>::from(a).doubled().to_affine() == (naive_a + naive_a).tested());
    CHECK((-Xyzz<Field>::from(a)).to_affine() == -a);
    for (const Point& b : points) {
      const Point sum = (naive_a + NaivePoint<Field>::of(b)).tested();
      // The same point in other coordinates: ZZ other than one.
      const Xyzz<Field> scaled_a = Xyzz<Field>::from(a) + points[1] + -points[1];
      const Xyzz<Field> scaled_b = Xyzz<Field>::from(b) + points[3] + -points[3];
      CHECK((Xyzz<Field>::from(a) + b).to_affine() == sum);
      CHECK((scaled_a + b).to_affine() == sum);
      CHECK((scaled_a + scaled_b).to_affine() == sum);
    }
  }
  for (int i = 0; i < 2; i++) {
    const U256 scalar = random.special<Fr>();
    const auto expected = naive_multiply(NaivePoint<Field>::of(points[1]), scalar).tested();
    CHECK(multiply_scalar<Field>(points[1], scalar).to_affine() == expected);
  }
  CHECK((multiply_scalar<Field>(points[1], Fr::modulus()).is_infinity()));
}

/** `add_pairs` on a mixture of few points: all cases, at odd addresses, with or without references, in place. */
template <class Field>
void check_add_pairs(Random& random, std::size_t count) {
  using Point = Affine<Field>;
  const std::vector<Point> few = few_points<Field>(random);
  // Mostly different points, as in earnest, or a few again and again.
  const unsigned sameness = 1 + (unsigned)random.below(3);
  std::vector<Point> points(2 * count + 1, Point::infinity());
  Xyzz<Field> walk = Xyzz<Field>::from(few[1]);
  for (Point& point : points) {
    walk += few[3];
    point = random.chance(sameness) ? few[random.below(few.size())] : walk.to_affine();
  }
  std::vector<std::uint8_t> bytes(points.size() * Point::bytes + 1);
  for (std::size_t i = 0; i < points.size(); i++) points[i].store(bytes.data() + 1 + i * Point::bytes);
  const std::uint8_t* base = bytes.data() + 1;

  std::vector<PointReference> left(count), right(count);
  for (PointReference& reference : left) reference = (PointReference)random.below(2 * points.size());
  for (PointReference& reference : right) reference = (PointReference)random.below(2 * points.size());
  auto referred = [&](PointReference reference) { return reference & 1 ? -points[reference >> 1] : points[reference >> 1]; };

  const bool left_listed = random.chance(2), right_listed = random.chance(2);
  const std::uint8_t* right_base = right_listed ? base : base + count * Point::bytes;
  std::vector<std::uint8_t> out(count * Point::bytes + 1);
  add_pairs<Field>({base, left_listed ? left.data() : nullptr, right_base, right_listed ? right.data() : nullptr}, count,
                   out.data() + 1);
  for (std::size_t i = 0; i < count; i++) {
    const Point a = left_listed ? referred(left[i]) : points[i];
    const Point b = right_listed ? referred(right[i]) : points[count + i];
    const Point sum = (Xyzz<Field>::from(a) + b).to_affine();
    CHECK(Point::load(out.data() + 1 + i * Point::bytes) == sum, "pair " + std::to_string(i) + " of " + std::to_string(count));
  }

  // In place over the operand without references, on either side.
  std::vector<std::uint8_t> in_place(base, base + count * Point::bytes);
  if (random.chance(2)) {
    add_pairs<Field>({in_place.data(), nullptr, base, right.data()}, count, in_place.data());
    for (std::size_t i = 0; i < count; i++)
      CHECK(Point::load(in_place.data() + i * Point::bytes) == (Xyzz<Field>::from(points[i]) + referred(right[i])).to_affine());
  } else {
    add_pairs<Field>({base, left.data(), in_place.data(), nullptr}, count, in_place.data());
    for (std::size_t i = 0; i < count; i++)
      CHECK(Point::load(in_place.data() + i * Point::bytes) == (Xyzz<Field>::from(referred(left[i])) + points[i]).to_affine());
  }
}

/** Coordinates that are on no curve, as a damaged file may hold: anything may come out, but nothing may break. */
template <class Field>
void survive_any_coordinates(Random& random) {
  using Point = Affine<Field>;
  const std::size_t count = random.below(64);
  std::vector<std::uint8_t> bytes((2 * count + 1) * Point::bytes), out(count * Point::bytes + 1);
  for (std::size_t i = 0; i < bytes.size() / 32; i++) random.special<Fq>().store(bytes.data() + 32 * i);
  add_pairs<Field>({bytes.data(), nullptr, bytes.data() + count * Point::bytes, nullptr}, count, out.data());
  for (std::size_t i = 0; i < count; i++) {
    CHECK(Field::is_canonical(out.data() + i * Point::bytes) && Field::is_canonical(out.data() + i * Point::bytes + Point::bytes / 2));
    const auto any = multiply_scalar<Field>(Point::load(bytes.data() + i * Point::bytes), U256{{random.next(), 0, 0, 0}});
    any.to_affine();
  }
}

template <class Field>
void check_group(Random& random, std::size_t size) {
  check_operations<Field>(random);
  check_add_pairs<Field>(random, size);
  survive_any_coordinates<Field>(random);
}

}  // namespace

void check_points(Random& random, Budget budget) {
  const std::size_t sizes[] = {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 255, 257, 1023, 1024, 1025, 2047, 2049};
  for (std::size_t size : sizes) check_add_pairs<Fq>(random, size);
  for (std::size_t size : {0, 1, 2, 3, 9, 65, 1025}) check_add_pairs<Fq2>(random, (std::size_t)size);
  while (budget.next()) {
    check_group<Fq>(random, random.below(100));
    check_group<Fq2>(random, random.below(40));
  }
}

}  // namespace proofpress_test
