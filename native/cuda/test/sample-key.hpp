#pragma once

#include <cstdint>
#include <vector>

#include "../../test/check.hpp"

namespace proofpress_test {

/** What a key is to look like. */
struct KeyKind {
  std::uint32_t wires, public_signals;
  unsigned domain_power;
};

/**
 * A .zkey that belongs to no circuit: random points, many of them infinity, and random matrices with rows of all lengths. The
 * sums over it are as good a test as those over a real one, and any size is quickly made.
 */
std::vector<std::uint8_t> sample_key(Random& random, const KeyKind& kind);

/** Values of `wires` wires, the first of them one: bits, small numbers, full ones, edges; or mostly bits. */
std::vector<std::uint8_t> sample_witness(Random& random, std::uint32_t wires);

}  // namespace proofpress_test
