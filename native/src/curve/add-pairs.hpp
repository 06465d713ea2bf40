#pragma once

#include <algorithm>
#include <cstdint>

#include "../field/lanes/vector8.hpp"
#include "affine.hpp"
#ifdef PROOFPRESS_HAS_LANES
#include "lanes/add-pairs8.hpp"
#endif

namespace proofpress {

/** A point by its place in an array, with a sign: 2 * index + 1 stands for the negative of point `index`. */
using PointReference = u32;

/**
 * Operands of many additions: left[i] + right[i]. Points are 64 or 128 bytes in Montgomery form at any alignment.
 * A null reference array stands for the places 0, 1, 2, ... without sign.
 */
struct PairOperands {
  const std::uint8_t* left;
  const PointReference* left_references;
  const std::uint8_t* right;
  const PointReference* right_references;
};

/** Pairs that share one inversion, which costs about as much as 80 products. */
constexpr std::size_t add_pairs_batch = 1024;

template <class Field>
inline Affine<Field> load_reference(const std::uint8_t* points, const PointReference* references, std::size_t i) {
  if (!references) return Affine<Field>::load(points + i * Affine<Field>::bytes);
  PointReference reference = references[i];
  Affine<Field> point = Affine<Field>::load(points + (std::size_t)(reference >> 1) * Affine<Field>::bytes);
  point.y = point.y.negated_if(reference & 1);
  return point;
}

/** Fetches all cache lines of a point that is about to be loaded: files put points at any address. */
template <class Field>
inline void prefetch_reference(const std::uint8_t* points, const PointReference* references, std::size_t i) {
  if (!references) return;
  const std::uint8_t* point = points + (std::size_t)(references[i] >> 1) * Affine<Field>::bytes;
  for (std::size_t line = 0; line < Affine<Field>::bytes; line += 64) __builtin_prefetch(point + line);
  __builtin_prefetch(point + Affine<Field>::bytes - 1);
}

/** What a batch of additions needs to remember between its passes. */
template <class Field>
struct AddPairsScratch {
  /** The slope of the line through both points (the tangent, where they are equal) is numerator / denominator. */
  Field numerator[add_pairs_batch], denominator[add_pairs_batch], prefix[add_pairs_batch];
  Field sum_of_x[add_pairs_batch];
  /** Sums that need no slope: an operand or the sum is infinity. */
  std::size_t settled_count;
  std::uint32_t settled_place[add_pairs_batch];
  Affine<Field> settled_sum[add_pairs_batch];

  void settle(std::size_t i, const Affine<Field>& sum) {
    settled_place[settled_count] = (std::uint32_t)i;
    settled_sum[settled_count++] = sum;
    numerator[i] = Field::zero();
    denominator[i] = Field::one();
  }
  /** The cases in which x2 - x1 is no denominator. */
  void prepare_exception(std::size_t i, const Affine<Field>& a, const Affine<Field>& b) {
    if (a.is_infinity()) return settle(i, b);
    if (b.is_infinity()) return settle(i, a);
    if (a.x != b.x) return;
    if (a.y != b.y || a.y.is_zero()) return settle(i, Affine<Field>::infinity());
    Field square = a.x.squared();
    numerator[i] = square.doubled() + square;
    denominator[i] = a.y.doubled();
  }
};

/**
 * out[i] = left[i] + right[i] for i < count, 5M + 1S each and one inversion a batch. Right for equal points, opposite
 * points and infinity. `out` may be the array `left` or `right` when that operand has no references (place i is read before it
 * is written). Two chains of products and two additions side by side keep the multiplier busy.
 */
template <class Field>
void add_pairs_scalar(const PairOperands& operands, std::size_t count, std::uint8_t* out) {
  using Point = Affine<Field>;
  static thread_local AddPairsScratch<Field> scratch;
  for (std::size_t start = 0; start < count; start += add_pairs_batch) {
    std::size_t size = std::min(add_pairs_batch, count - start);
    scratch.settled_count = 0;
    Field product[2] = {Field::one(), Field::one()};
    for (std::size_t i = 0; i < size; i++) {
      std::size_t ahead = start + std::min(i + 8, size - 1);
      prefetch_reference<Field>(operands.left, operands.left_references, ahead);
      prefetch_reference<Field>(operands.right, operands.right_references, ahead);
      Point a = load_reference<Field>(operands.left, operands.left_references, start + i);
      Point b = load_reference<Field>(operands.right, operands.right_references, start + i);
      scratch.numerator[i] = b.y - a.y;
      scratch.denominator[i] = b.x - a.x;
      scratch.sum_of_x[i] = a.x + b.x;
      if (__builtin_expect(scratch.denominator[i].is_zero() || a.is_infinity() || b.is_infinity(), 0))
        scratch.prepare_exception(i, a, b);
      scratch.prefix[i] = product[i & 1];
      product[i & 1] *= scratch.denominator[i];
    }
    Field inverse_of_both = (product[0] * product[1]).inverse();
    Field inverse[2] = {inverse_of_both * product[1], inverse_of_both * product[0]};
    for (std::size_t i = size; i-- > 0;) {
      scratch.prefix[i] *= inverse[i & 1];
      inverse[i & 1] *= scratch.denominator[i];
    }
    for (std::size_t i = 0; i < size; i += 2) {
      std::size_t j = std::min(i + 1, size - 1);
      Point a = load_reference<Field>(operands.left, operands.left_references, start + i);
      Point b = load_reference<Field>(operands.left, operands.left_references, start + j);
      Field slope_a = scratch.numerator[i] * scratch.prefix[i];
      Field slope_b = scratch.numerator[j] * scratch.prefix[j];
      Field x_a = slope_a.squared() - scratch.sum_of_x[i];
      Field x_b = slope_b.squared() - scratch.sum_of_x[j];
      Field y_a = slope_a * (a.x - x_a) - a.y;
      Field y_b = slope_b * (b.x - x_b) - b.y;
      Point{x_a, y_a}.store(out + (start + i) * Point::bytes);
      Point{x_b, y_b}.store(out + (start + j) * Point::bytes);
    }
    for (std::size_t i = 0; i < scratch.settled_count; i++)
      scratch.settled_sum[i].store(out + (start + scratch.settled_place[i]) * Point::bytes);
  }
}

/** `add_pairs_scalar` by the fastest code of this build. */
template <class Field>
void add_pairs(const PairOperands& operands, std::size_t count, std::uint8_t* out) {
#ifdef PROOFPRESS_HAS_LANES
  add_pairs_lanes<Field>(operands, count, out);
#else
  add_pairs_scalar<Field>(operands, count, out);
#endif
}

}  // namespace proofpress
