#pragma once

#include "limbs.hpp"
#include "modular-add.hpp"
#include "modular-inverse.hpp"
#include "montgomery-mulx.hpp"
#include "montgomery-portable.hpp"

namespace proofpress {

/**
 * Element of a prime field below 2^254 in Montgomery form (value * 2^256 mod p), always fully reduced, so equal elements
 * have equal bytes. The bytes are those of .zkey and .ptau files ("LEM").
 */
template <class Parameters>
struct MontgomeryField {
  using Self = MontgomeryField;
  using Params = Parameters;
  static constexpr int extension_degree = 1;
  U256 value;

  static Self zero() { return Self{{{0, 0, 0, 0}}}; }
  static Self one() { return Self{constant(Parameters::one)}; }
  static U256 modulus() { return constant(Parameters::modulus); }

  bool is_zero() const { return value.is_zero(); }
  bool operator==(const Self& other) const { return value == other.value; }
  bool operator!=(const Self& other) const { return !(*this == other); }

  /** 32 bytes in Montgomery form, taken as they are: only for bytes that were checked (`is_canonical`). */
  static Self load(const void* bytes) { return Self{U256::load(bytes)}; }
  void store(void* bytes) const { value.store(bytes); }
  /** Whether 32 bytes are an integer below the modulus. */
  static bool is_canonical(const void* bytes) { return less_than(U256::load(bytes), modulus()); }

  /** From and to the plain integer; `plain` may be any 256-bit integer below 2p. */
  static Self from_plain(const U256& plain) { return Self{plain} * Self{constant(Parameters::r_squared)}; }
  U256 to_plain() const { return (*this * Self{{{1, 0, 0, 0}}}).value; }
  static Self from_u64(u64 plain) { return from_plain(U256{{plain, 0, 0, 0}}); }

  friend Self operator+(const Self& a, const Self& b) {
    Self sum;
    add_modular<Parameters>(sum.value.limb, a.value.limb, b.value.limb);
    return sum;
  }
  friend Self operator-(const Self& a, const Self& b) {
    Self difference;
    subtract_modular<Parameters>(difference.value.limb, a.value.limb, b.value.limb);
    return difference;
  }
  Self operator-() const { return zero() - *this; }
  /** Without a branch, which random signs would mispredict. */
  Self negated_if(bool negative) const {
    Self result;
    negate_modular_if<Parameters>(result.value.limb, value.limb, negative);
    return result;
  }
  Self doubled() const { return *this + *this; }

  friend Self operator*(const Self& a, const Self& b) {
    Self product;
#ifdef PROOFPRESS_HAS_MULX
    multiply_mulx<Parameters>(product.value.limb, a.value.limb, b.value.limb);
#else
    multiply_portable<Parameters>(product.value.limb, a.value.limb, b.value.limb);
#endif
    reduce_once<Parameters>(product.value.limb);
    return product;
  }
  Self squared() const { return *this * *this; }
  /** a b + c d. */
  static Self sum_of_products(const Self& a, const Self& b, const Self& c, const Self& d) {
#ifdef PROOFPRESS_HAS_MULX
    Self sum;
    sum_of_products_mulx<Parameters>(sum.value.limb, a.value.limb, b.value.limb, c.value.limb, d.value.limb);
    reduce_once<Parameters>(sum.value.limb);
    return sum;
#else
    return a * b + c * d;
#endif
  }

  Self& operator+=(const Self& other) { return *this = *this + other; }
  Self& operator-=(const Self& other) { return *this = *this - other; }
  Self& operator*=(const Self& other) { return *this = *this * other; }

  /** this^exponent by squaring, from the highest bit. */
  Self power(const U256& exponent) const {
    Self result = one();
    for (unsigned i = bit_length(exponent); i-- > 0;) {
      result = result.squared();
      if (exponent.bit(i)) result *= *this;
    }
    return result;
  }

  /** 1 / this; zero has none and gives zero. Not constant-time. */
  Self inverse() const {
    // The integer a R gives 1 / (a R); two products with R^2 make it R / a.
    Self r_squared{constant(Parameters::r_squared)};
    return Self{ModularInverse<Parameters>::of(value)} * (r_squared * r_squared);
  }

 private:
  static U256 constant(const u64 (&limbs)[4]) { return U256{{limbs[0], limbs[1], limbs[2], limbs[3]}}; }
};

}  // namespace proofpress
