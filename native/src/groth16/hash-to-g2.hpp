#pragma once

#include "../curve/affine.hpp"
#include "../hash/chacha20.hpp"

namespace proofpress {

// How ffjavascript's `fromRng` makes field elements and points from a stream of random words. The integer that a field element is
// made of is its Montgomery form.

/** A uniform scalar: four 64-bit words from low to high, cut to 254 bits, until they are below r. */
Fr scalar_from_stream(ChaCha20& stream);
/** A point of G1: x until x^3 + 3 is a square, and a word whose lowest bit chooses the larger of the roots. */
G1Affine g1_point_from_stream(ChaCha20& stream);
/** A point of G2: the same on the twist, times the cofactor. */
G2Affine g2_point_from_stream(ChaCha20& stream);

/** snarkjs's `hashToG2`: the point of G2 from the stream whose seed are the first 32 bytes of a hash. */
G2Affine hash_to_g2(const std::uint8_t* hash);

}  // namespace proofpress
