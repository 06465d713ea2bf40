#pragma once

#include <string>

#include "../curve/subgroup.hpp"
#include "../platform/failure.hpp"

// The byte layouts of the C edge: coordinates as plain integers, 32 bytes little-endian each.
namespace proofpress {

/** An element of a prime field; INVALID for an integer that is not below the modulus. */
template <class Field>
Field load_plain_element(const std::uint8_t* bytes, const std::string& name) {
  if (!Field::is_canonical(bytes)) fail_invalid(name + " is not below the modulus of its field.");
  return Field::from_plain(U256::load(bytes));
}

inline void load_plain(const std::uint8_t* bytes, Fq& element, const std::string& name) { element = load_plain_element<Fq>(bytes, name); }
inline void load_plain(const std::uint8_t* bytes, Fq2& element, const std::string& name) {
  load_plain(bytes, element.c0, name);
  load_plain(bytes + 32, element.c1, name);
}
inline void store_plain(const Fq& element, std::uint8_t* bytes) { element.to_plain().store(bytes); }
inline void store_plain(const Fq2& element, std::uint8_t* bytes) {
  store_plain(element.c0, bytes);
  store_plain(element.c1, bytes + 32);
}

inline bool is_in_subgroup(const G1Affine&) { return true; }
inline bool is_in_subgroup(const G2Affine& point) { return is_in_g2(point); }

/** A point of G1 or G2; INVALID if it is not on the curve or, on G2, not in the subgroup. `name` begins the message. */
template <class Field>
Affine<Field> load_plain_point(const std::uint8_t* bytes, const std::string& name) {
  Affine<Field> point;
  load_plain(bytes, point.x, "A coordinate of " + name);
  load_plain(bytes + Affine<Field>::bytes / 2, point.y, "A coordinate of " + name);
  if (point.is_infinity()) return point;
  if (!point.is_on_curve()) fail_invalid("The point " + name + " is not on the curve.");
  if (!is_in_subgroup(point)) fail_invalid("The point " + name + " is not in the subgroup G2.");
  return point;
}

template <class Field>
void store_plain_point(const Affine<Field>& point, std::uint8_t* bytes) {
  store_plain(point.x, bytes);
  store_plain(point.y, bytes + Affine<Field>::bytes / 2);
}

}  // namespace proofpress
