#pragma once

#include <cstddef>
#include <string>

#include "../field/bn254.hpp"

namespace proofpress {

/** Fills with random bytes of the operating system: getrandom, getentropy or BCryptGenRandom. Throws Failure when it gives none. */
void random_bytes(void* target, std::size_t size);

/** So many random hexadecimal digits, for the name of a file. */
std::string random_hex(std::size_t digits);

/** A uniformly random element of the scalar field other than zero, by rejection. */
Fr random_scalar();

/** Overwrites a secret; the compiler may not leave it out. */
void wipe(void* target, std::size_t size);

/** A value that is wiped when it goes out of scope. The type must be a plain one. */
template <class Value>
struct Secret {
  Value value{};
  Secret() = default;
  explicit Secret(const Value& value) : value(value) {}
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(&value, sizeof value); }
};

}  // namespace proofpress
