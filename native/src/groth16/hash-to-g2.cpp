#include "hash-to-g2.hpp"

#include "../curve/xyzz.hpp"
#include "../field/square-root.hpp"
#include "../platform/random.hpp"

namespace proofpress {
namespace {

template <class Parameters>
void draw(ChaCha20& stream, MontgomeryField<Parameters>& element) {
  do {
    for (u64& limb : element.value.limb) limb = stream.next_u64();
    element.value.limb[3] &= ~0ull >> 2;
  } while (!less_than(element.value, MontgomeryField<Parameters>::modulus()));
}

void draw(ChaCha20& stream, Fq2& element) {
  draw(stream, element.c0);
  draw(stream, element.c1);
}

/** A point of the curve, not yet of the subgroup. */
template <class Field>
Affine<Field> draw_point(ChaCha20& stream) {
  Affine<Field> point;
  bool greatest;
  do {
    draw(stream, point.x);
    greatest = stream.next_u32() & 1;
  } while (!square_root(point.x.squared() * point.x + curve_coefficient<Field>(), point.y));
  if (is_negative(point.y) != greatest) point.y = -point.y;
  return point;
}

}  // namespace

Fr scalar_from_stream(ChaCha20& stream) {
  Secret<Fr> scalar;
  draw(stream, scalar.value);
  return scalar.value;
}

G1Affine g1_point_from_stream(ChaCha20& stream) { return draw_point<Fq>(stream); }

G2Affine g2_point_from_stream(ChaCha20& stream) {
  // 2 q - r: the order of the twist over Fq2 is r (2 q - r).
  U256 cofactor;
  add_carry(cofactor, Fq::modulus(), Fq::modulus());
  subtract_borrow(cofactor, cofactor, Fr::modulus());
  return multiply_scalar<Fq2>(draw_point<Fq2>(stream), cofactor).to_affine();
}

G2Affine hash_to_g2(const std::uint8_t* hash) {
  ChaCha20 stream = ChaCha20::from_hash(hash);
  return g2_point_from_stream(stream);
}

}  // namespace proofpress
