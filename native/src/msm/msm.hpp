#pragma once

#include "../curve/xyzz.hpp"
#include "../platform/work.hpp"
#include "scalar-classes.hpp"

namespace proofpress {

/**
 * Multi-scalar multiplication: the sum of scalars[i] * points[i], by the bucket method of Pippenger with signed digits and
 * affine additions that share inversions.
 *
 * @param points count affine points in Montgomery form (64 or 128 bytes each), any alignment; infinity, equal and opposite
 *   points are fine
 * @param scalars count plain integers below r, 32 bytes little-endian each, any alignment
 */
template <class Field>
Xyzz<Field> multi_scalar_multiply(const std::uint8_t* points, const std::uint8_t* scalars, std::size_t count, Work& work);

/** As above with scalars that were classified before; their references are places in `points`. */
template <class Field>
Xyzz<Field> multi_scalar_multiply(const std::uint8_t* points, const ScalarClasses& classes, Work& work);

}  // namespace proofpress
