#pragma once

#include <vector>

#include "../curve/add-pairs.hpp"
#include "../platform/work.hpp"
#include "window-plan.hpp"

namespace proofpress {

/** Scalars of about one size: each is sign * magnitude with magnitude < 2^bits. */
struct ScalarClass {
  unsigned bits;
  /** How the magnitudes are cut into digits. */
  WindowPlan plan;
  /** Place of the scalar's point, with its sign. */
  std::vector<PointReference> references;
  /** magnitude + plan.bias for each reference; none where bits = 1, for then every magnitude is one. */
  std::vector<U256> biased_magnitudes;
};

/** Scalars sorted by size, so that each class costs only the windows that it has. Zeros are gone. */
struct ScalarClasses {
  std::vector<ScalarClass> classes;
};

/** Most bits of the smaller of s and r - s. */
constexpr unsigned full_scalar_bits = 253;

/**
 * Classifies `count` scalars (plain, below r, 32 bytes little-endian each, any alignment): a negative value, r - small, is as cheap
 * as a small one. count < 2^31.
 */
ScalarClasses classify_scalars(const std::uint8_t* scalars, std::size_t count, Work& work);

/**
 * The classes for points that stand `offset` places before the scalars' places: places below `offset` are dropped,
 * and so are those whose point is infinity.
 */
template <class Field>
ScalarClasses classes_for_points(const ScalarClasses& classes, const std::uint8_t* points, std::size_t offset);

}  // namespace proofpress
