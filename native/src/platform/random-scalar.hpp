#pragma once

#include "../field/bn254.hpp"
#include "random.hpp"

namespace proofpress {

/** A uniform element of the scalar field that is wiped when it goes out of scope. */
class SecretScalar {
 public:
  explicit SecretScalar(const U256& plain) : plain_(plain) {}
  SecretScalar(const SecretScalar&) = delete;
  SecretScalar& operator=(const SecretScalar&) = delete;
  ~SecretScalar() {
    volatile u64* limbs = plain_.limb;
    for (int i = 0; i < 4; i++) limbs[i] = 0;
  }
  const U256& plain() const { return plain_; }

 private:
  U256 plain_;
};

/** Draws from the operating system until the value is below r (two of three draws of 254 bits are). */
inline SecretScalar random_scalar() {
  U256 candidate;
  do {
    random_bytes(candidate.limb, sizeof candidate.limb);
    candidate.limb[3] &= ~0ull >> 2;
  } while (!less_than(candidate, Fr::modulus()));
  return SecretScalar(candidate);
}

}  // namespace proofpress
