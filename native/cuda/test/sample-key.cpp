#include "sample-key.hpp"

#include <algorithm>

#include "../../src/file/bytes.hpp"
#include "../../test/known-points.hpp"
#include "../../test/sample-files.hpp"

using namespace proofpress;

namespace proofpress_test {
namespace {

void append_u32(Bytes& bytes, std::uint32_t value) {
  bytes.resize(bytes.size() + 4);
  store_u32(bytes.data() + bytes.size() - 4, value);
}
void append_integer(Bytes& bytes, const U256& value) {
  bytes.resize(bytes.size() + 32);
  value.store(bytes.data() + bytes.size() - 32);
}

template <class Field>
Bytes some_points(Random& random, std::size_t count) {
  KnownPoints<Field> points(random, count);
  return Bytes(points.bytes.begin() + 1, points.bytes.end());
}

Bytes header(Random& random, const KeyKind& kind) {
  Bytes bytes;
  append_u32(bytes, 32);
  append_integer(bytes, Fq::modulus());
  append_u32(bytes, 32);
  append_integer(bytes, Fr::modulus());
  append_u32(bytes, kind.wires);
  append_u32(bytes, kind.public_signals);
  append_u32(bytes, 1u << kind.domain_power);
  const auto append = [&](const Bytes& points) { bytes.insert(bytes.end(), points.begin(), points.end()); };
  append(some_points<Fq>(random, 2));
  append(some_points<Fq2>(random, 2));
  append(some_points<Fq>(random, 1));
  append(some_points<Fq2>(random, 1));
  return bytes;
}

/** Rows of none to five terms, and now and then one of a hundred; in order of the rows, or all anyhow. */
Bytes coefficients(Random& random, const KeyKind& kind) {
  Bytes bytes(4);
  std::uint32_t count = 0;
  const std::uint32_t rows = 1u << kind.domain_power;
  const bool in_order = !random.chance(3);
  for (std::uint32_t row = 0; row < rows; row++) {
    for (std::uint32_t matrix = 0; matrix < 2; matrix++) {
      for (std::size_t terms = random.chance(40) ? 100 : random.below(6); terms > 0; terms--, count++) {
        append_u32(bytes, matrix);
        append_u32(bytes, in_order ? row : (std::uint32_t)random.below(rows));
        append_u32(bytes, (std::uint32_t)random.below(kind.wires));
        append_integer(bytes, random.special<Fr>());
      }
    }
  }
  store_u32(bytes.data(), count);
  return bytes;
}

/** Points of B in G1 are infinity where those in G2 are, for they are the same multiples: the CPU's code relies on it. */
void agree_on_infinity(Bytes& b1, Bytes& b2, std::size_t wires) {
  for (std::size_t i = 0; i < wires; i++) {
    const auto first = b1.begin() + 64 * (std::ptrdiff_t)i, second = b2.begin() + 128 * (std::ptrdiff_t)i;
    if (!G1Affine::load(&*first).is_infinity() && !G2Affine::load(&*second).is_infinity()) continue;
    std::fill_n(first, 64, 0);
    std::fill_n(second, 128, 0);
  }
}

}  // namespace

std::vector<std::uint8_t> sample_key(Random& random, const KeyKind& kind) {
  const std::size_t rows = (std::size_t)1 << kind.domain_power;
  Bytes b1 = some_points<Fq>(random, kind.wires), b2 = some_points<Fq2>(random, kind.wires);
  agree_on_infinity(b1, b2, kind.wires);
  Bytes protocol;
  append_u32(protocol, 1);
  Bytes magic{'z', 'k', 'e', 'y'};
  append_u32(magic, 1);
  return join_container(magic, {{1, protocol},
                                {2, header(random, kind)},
                                {3, some_points<Fq>(random, kind.public_signals + 1)},
                                {4, coefficients(random, kind)},
                                {5, some_points<Fq>(random, kind.wires)},
                                {6, b1},
                                {7, b2},
                                {8, some_points<Fq>(random, kind.wires - kind.public_signals - 1)},
                                {9, some_points<Fq>(random, rows)},
                                {10, Bytes(68)}});
}

std::vector<std::uint8_t> sample_witness(Random& random, std::uint32_t wires) {
  std::vector<std::uint8_t> bytes(32 * (std::size_t)wires);
  const std::size_t kind = random.below(6);
  const U256 same = random.special<Fr>();
  U256{{1, 0, 0, 0}}.store(bytes.data());
  for (std::size_t i = 1; i < wires; i++) draw_scalar(random, kind, same).store(bytes.data() + 32 * i);
  return bytes;
}

}  // namespace proofpress_test
