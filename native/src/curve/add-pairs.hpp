#pragma once

#include <algorithm>
#include <cstdint>

#include "affine.hpp"

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

/** Pairs that share one inversion: an inversion costs about as much as 300 products. */
constexpr std::size_t add_pairs_batch = 1024;

template <class Field>
inline Affine<Field> load_reference(const std::uint8_t* points, const PointReference* references, std::size_t i) {
  if (!references) return Affine<Field>::load(points + i * Affine<Field>::bytes);
  PointReference reference = references[i];
  Affine<Field> point = Affine<Field>::load(points + (std::size_t)(reference >> 1) * Affine<Field>::bytes);
  if (reference & 1) point.y = -point.y;
  return point;
}

/**
 * out[i] = left[i] + right[i] for i < count, 5M + 1S each and one inversion a batch. Right for equal points, opposite
 * points and infinity. `out` may be the array `left` or `right` when that operand has no references (place i is read before it
 * is written).
 */
template <class Field>
void add_pairs_scalar(const PairOperands& operands, std::size_t count, std::uint8_t* out) {
  using Point = Affine<Field>;
  static thread_local Field denominators[add_pairs_batch], prefix[add_pairs_batch];
  for (std::size_t start = 0; start < count; start += add_pairs_batch) {
    std::size_t size = std::min(add_pairs_batch, count - start);
    // What a case divides by: x2 - x1, 2y for equal points, 1 where nothing is divided.
    Field product = Field::one();
    for (std::size_t i = 0; i < size; i++) {
      std::size_t ahead = start + std::min(i + 8, size - 1);
      if (operands.left_references)
        __builtin_prefetch(operands.left + (std::size_t)(operands.left_references[ahead] >> 1) * Point::bytes);
      if (operands.right_references)
        __builtin_prefetch(operands.right + (std::size_t)(operands.right_references[ahead] >> 1) * Point::bytes);
      Point a = load_reference<Field>(operands.left, operands.left_references, start + i);
      Point b = load_reference<Field>(operands.right, operands.right_references, start + i);
      Field denominator = b.x - a.x;
      if (__builtin_expect(denominator.is_zero() || a.is_infinity() || b.is_infinity(), 0)) {
        bool doubling = a == b && !a.is_infinity() && !a.y.is_zero();
        denominator = doubling ? a.y.doubled() : Field::one();
      }
      denominators[i] = denominator;
      prefix[i] = product;
      product *= denominator;
    }
    Field inverse = product.inverse();
    for (std::size_t i = size; i-- > 0;) {
      Point a = load_reference<Field>(operands.left, operands.left_references, start + i);
      Point b = load_reference<Field>(operands.right, operands.right_references, start + i);
      Field slope = inverse * prefix[i];
      inverse *= denominators[i];
      Point sum;
      Field difference = b.x - a.x;
      if (__builtin_expect(difference.is_zero() || a.is_infinity() || b.is_infinity(), 0)) {
        if (a.is_infinity()) {
          sum = b;
        } else if (b.is_infinity()) {
          sum = a;
        } else if (a.y != b.y || a.y.is_zero()) {
          sum = Point::infinity();
        } else {
          Field square = a.x.squared();
          slope *= square.doubled() + square;
          sum.x = slope.squared() - a.x.doubled();
          sum.y = slope * (a.x - sum.x) - a.y;
        }
      } else {
        slope *= b.y - a.y;
        sum.x = slope.squared() - a.x - b.x;
        sum.y = slope * (a.x - sum.x) - a.y;
      }
      sum.store(out + (start + i) * Point::bytes);
    }
  }
}

/** `add_pairs_scalar` by the fastest code of this build. */
template <class Field>
void add_pairs(const PairOperands& operands, std::size_t count, std::uint8_t* out) {
  add_pairs_scalar<Field>(operands, count, out);
}

}  // namespace proofpress
