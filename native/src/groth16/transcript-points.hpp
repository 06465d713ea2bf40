#pragma once

#include "../curve/affine.hpp"

namespace proofpress {

/** A coordinate as snarkjs hashes it: the plain integer, big-endian, an element of Fq2 with c1 first. */
inline void store_big_endian(const Fq& value, std::uint8_t* out) {
  U256 plain = value.to_plain();
  for (int i = 0; i < 4; i++) {
    u64 limb = __builtin_bswap64(plain.limb[3 - i]);
    std::memcpy(out + 8 * i, &limb, 8);
  }
}
inline void store_big_endian(const Fq2& value, std::uint8_t* out) {
  store_big_endian(value.c1, out);
  store_big_endian(value.c0, out + 32);
}

/** x then y (64 or 128 bytes), the form "U" of ffjavascript; infinity is all zero. `out` may be where the point was loaded from. */
template <class Field>
void store_uncompressed(const Affine<Field>& point, std::uint8_t* out) {
  store_big_endian(point.x, out);
  store_big_endian(point.y, out + Affine<Field>::bytes / 2);
}

}  // namespace proofpress
