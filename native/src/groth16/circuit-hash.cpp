#include "circuit-hash.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "../curve/add-pairs.hpp"
#include "../hash/blake2b.hpp"
#include "transcript-points.hpp"

namespace proofpress {
namespace {

/** Points that are made ready while those before are hashed. */
constexpr std::size_t buffer_points = (std::size_t)1 << 16;
constexpr std::size_t piece_points = (std::size_t)1 << 11;
constexpr std::size_t g1_bytes = G1Affine::bytes;

/** snarkjs reads the points of H in chunks of this size, the last one too, when there is more than one. */
constexpr std::size_t h_chunk = (std::size_t)1 << 14;

/**
 * Arithmetic on any 256-bit integers as the WebAssembly of wasmcurves does it: right modulo q for integers below q, but what it
 * does beyond is part of the circuit hash of a .ptau that ends with the circuit.
 */
namespace unreduced {

U256 modulus() { return Fq::modulus(); }

U256 add(const U256& a, const U256& b) {
  U256 sum;
  if (add_carry(sum, a, b) || !less_than(sum, modulus())) subtract_borrow(sum, sum, modulus());
  return sum;
}

U256 subtract(const U256& a, const U256& b) {
  U256 difference;
  if (subtract_borrow(difference, a, b)) add_carry(difference, difference, modulus());
  return difference;
}

/** (a b + m q) / 2^256, less q once where it is not below q. */
U256 multiply(const U256& a, const U256& b) {
  u64 t[9] = {};
  for (int i = 0; i < 4; i++) {
    u64 carry = 0;
    for (int j = 0; j < 4; j++) {
      u128 sum = (u128)a.limb[i] * b.limb[j] + t[i + j] + carry;
      t[i + j] = (u64)sum;
      carry = (u64)(sum >> 64);
    }
    t[i + 4] = carry;
  }
  for (int i = 0; i < 4; i++) {
    u64 m = t[i] * FqParameters::negative_inverse;
    u64 carry = 0;
    for (int j = 0; j < 9 - i; j++) {
      u128 sum = (u128)(j < 4 ? m : 0) * (j < 4 ? FqParameters::modulus[j] : 0) + t[i + j] + carry;
      t[i + j] = (u64)sum;
      carry = (u64)(sum >> 64);
    }
  }
  U256 product{{t[4], t[5], t[6], t[7]}};
  if (t[8] || !less_than(product, modulus())) subtract_borrow(product, product, modulus());
  return product;
}

Fq reduced(U256 value) {
  while (!less_than(value, modulus())) subtract_borrow(value, value, modulus());
  return Fq{value};
}

/**
 * left - right by the steps of wasmcurves' addAffine (build_curve_jacobian_a0.js), then made affine. `left` is any 64 bytes that
 * are no point, `right` a point.
 */
G1Affine subtract_points(const std::uint8_t* left, const G1Affine& right) {
  const U256 x1 = U256::load(left), y1 = U256::load(left + 32);
  const U256 x2 = right.x.value, y2 = (-right.y).value;
  U256 h = subtract(x2, x1);
  U256 r = subtract(y2, y1);
  U256 i = multiply(h, h);
  i = add(i, i);
  i = add(i, i);
  U256 j = multiply(h, i);
  r = add(r, r);
  U256 v = multiply(x1, i);
  U256 x3 = subtract(subtract(multiply(r, r), j), add(v, v));
  U256 y1_j = multiply(y1, j);
  U256 y3 = subtract(multiply(subtract(v, x3), r), add(y1_j, y1_j));
  Fq z_inverse = reduced(add(h, h)).inverse();
  Fq z_inverse_square = z_inverse.squared();
  return {reduced(x3) * z_inverse_square, reduced(y3) * z_inverse_square * z_inverse};
}

}  // namespace unreduced

/** Feeds the hash; points are turned into their hashed form on all threads while those before go through the hash. */
class PointHasher {
 public:
  explicit PointHasher(Work& work) : work_(work) {}

  void count(std::size_t value) {
    const std::uint8_t bytes[4] = {(std::uint8_t)(value >> 24), (std::uint8_t)(value >> 16), (std::uint8_t)(value >> 8), (std::uint8_t)value};
    hasher_.update(bytes, sizeof bytes);
  }

  /** fill(begin, end, out) writes the hashed form of points begin to end, `point_bytes` each. */
  template <class Fill>
  void points(std::size_t count, std::size_t point_bytes, Fill&& fill) {
    filled_bytes_ = 0;
    for (std::size_t start = 0; start < count; start += buffer_points) {
      std::size_t size = std::min(buffer_points, count - start);
      filling_.resize(size * point_bytes);
      std::size_t pieces = (size + piece_points - 1) / piece_points;
      work_.parallel(pieces + 1, 1, "Circuit hash", [&](std::size_t piece, std::size_t, unsigned) {
        if (piece == 0) return hash_filled();
        std::size_t begin = (piece - 1) * piece_points, end = std::min(size, piece * piece_points);
        fill(start + begin, start + end, filling_.data() + begin * point_bytes);
      });
      filled_.swap(filling_);
      filled_bytes_ = size * point_bytes;
    }
    hash_filled();
    filled_bytes_ = 0;
  }

  template <class Field>
  void points_of(const std::uint8_t* source, std::size_t count) {
    constexpr std::size_t bytes = Affine<Field>::bytes;
    points(count, bytes, [&](std::size_t begin, std::size_t end, std::uint8_t* out) {
      for (std::size_t i = begin; i < end; i++, out += bytes) store_uncompressed(Affine<Field>::load(source + i * bytes), out);
    });
  }

  void digest(std::uint8_t hash[64]) { hasher_.digest(hash); }

 private:
  void hash_filled() { hasher_.update(filled_.data(), filled_bytes_); }

  Work& work_;
  Blake2b hasher_;
  std::vector<std::uint8_t> filling_, filled_;
  std::size_t filled_bytes_ = 0;
};

void hash_key_points(PointHasher& hasher, const std::uint8_t* points) {
  hasher.points_of<Fq>(points, 2);
  hasher.points_of<Fq2>(points + 128, 2);
  hasher.points_of<Fq>(points + 384, 1);
  hasher.points_of<Fq2>(points + 448, 1);
}

void hash_h_points(PointHasher& hasher, const CircuitHashParts& parts) {
  const std::size_t n = parts.domain_size;
  const std::size_t count = n - 1 <= h_chunk ? n - 1 : n;
  if (parts.tau_g1_readable_bytes < (n + count) * g1_bytes)
    fail_invalid("The powers of tau are too short for a circuit of " + std::to_string(n) + " rows.");
  hasher.count(n - 1);
  hasher.points(count, g1_bytes, [&](std::size_t begin, std::size_t end, std::uint8_t* out) {
    std::vector<PointReference> negative(end - begin);
    for (std::size_t i = 0; i < negative.size(); i++) negative[i] = (PointReference)(2 * i + 1);
    const std::uint8_t* low = parts.tau_g1 + begin * g1_bytes;
    const std::uint8_t* high = low + n * g1_bytes;
    std::size_t regular = end - begin;
    const std::uint8_t* last = high + (regular - 1) * g1_bytes;
    if (end == n && !G1Affine::is_valid(last)) {
      // The point too many: where the .ptau is as large as the circuit, 64 bytes of its next section.
      regular--;
      unreduced::subtract_points(last, G1Affine::load(low + regular * g1_bytes)).store(out + regular * g1_bytes);
    }
    add_pairs<Fq>({high, nullptr, low, negative.data()}, regular, out);
    for (std::size_t i = 0; i < end - begin; i++) store_uncompressed(G1Affine::load(out + i * g1_bytes), out + i * g1_bytes);
  });
}

}  // namespace

void circuit_hash(const CircuitHashParts& parts, Work& work, std::uint8_t hash[64]) {
  PointHasher hasher(work);
  hash_key_points(hasher, parts.key_points);
  hasher.count(parts.ic_count);
  hasher.points_of<Fq>(parts.ic_points, parts.ic_count);
  hash_h_points(hasher, parts);
  hasher.count(parts.c_count);
  hasher.points_of<Fq>(parts.c_points, parts.c_count);
  hasher.count(parts.wire_count);
  hasher.points_of<Fq>(parts.a_points, parts.wire_count);
  hasher.count(parts.wire_count);
  hasher.points_of<Fq>(parts.b1_points, parts.wire_count);
  hasher.count(parts.wire_count);
  hasher.points_of<Fq2>(parts.b2_points, parts.wire_count);
  hasher.digest(hash);
}

}  // namespace proofpress
