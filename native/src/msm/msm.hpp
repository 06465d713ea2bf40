#pragma once

#include "../curve/xyzz.hpp"
#include "../platform/work.hpp"

namespace proofpress {

/**
 * Multi-scalar multiplication: the sum of scalars[i] * points[i].
 *
 * @param points count affine points in Montgomery form (64 or 128 bytes each), any alignment; infinity, equal and opposite
 *   points are fine
 * @param scalars count plain integers below r, 32 bytes little-endian each, any alignment
 */
template <class Field>
Xyzz<Field> multi_scalar_multiply(const std::uint8_t* points, const std::uint8_t* scalars, std::size_t count, Work& work);

extern template Xyzz<Fq> multi_scalar_multiply<Fq>(const std::uint8_t*, const std::uint8_t*, std::size_t, Work&);
extern template Xyzz<Fq2> multi_scalar_multiply<Fq2>(const std::uint8_t*, const std::uint8_t*, std::size_t, Work&);

}  // namespace proofpress
