#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "../src/field/bn254.hpp"

/** Ends the program with a message where a condition does not hold. */
#define CHECK(condition, ...) \
  if (!(condition)) proofpress_test::fail(__FILE__, __LINE__, #condition, std::string{__VA_ARGS__})

namespace proofpress_test {

[[noreturn]] inline void fail(const char* file, int line, const char* condition, const std::string& message) {
  std::fprintf(stderr, "%s:%d: %s does not hold. %s\n", file, line, condition, message.c_str());
  std::fflush(stderr);
  // abort, so that a debugger or a core file shows where.
  std::abort();
}

/** splitmix64 (Steele, Lea, Flood 2014): the same numbers from the same seed everywhere. */
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }
  /** 0 to bound - 1. */
  std::size_t below(std::uint64_t bound) { return (std::size_t)(next() % bound); }
  bool chance(unsigned one_in) { return next() % one_in == 0; }
  proofpress::U256 integer() { return {{next(), next(), next(), next()}}; }
  /** A plain integer below the modulus. */
  template <class Field>
  proofpress::U256 plain() {
    for (;;) {
      proofpress::U256 value = integer();
      value.limb[3] >>= 2;
      if (proofpress::less_than(value, Field::modulus())) return value;
    }
  }
  /** One of the values that arithmetic stumbles over: next to 0, p, p / 2, powers of two; or any. Plain, below p. */
  template <class Field>
  proofpress::U256 special() {
    using proofpress::U256;
    const U256 p = Field::modulus();
    U256 value{{below(3), 0, 0, 0}};
    switch (below(7)) {
      case 0:
        return value;
      case 1: {
        U256 difference;
        value.limb[0]++;
        proofpress::subtract_borrow(difference, p, value);
        return difference;
      }
      case 2: {
        U256 half;
        for (int i = 0; i < 4; i++) half.limb[i] = p.limb[i] >> 1 | (i < 3 ? p.limb[i + 1] << 63 : 0);
        U256 sum;
        proofpress::add_carry(sum, half, value);
        return sum;
      }
      case 3: {
        const std::size_t bit = below(253);
        U256 result{};
        result.limb[bit / 64] = (std::uint64_t)1 << (bit % 64);
        if (chance(2)) proofpress::subtract_borrow(result, result, U256{{1, 0, 0, 0}});
        return result;
      }
      case 4:
        // Limbs of ones and zeros, where carries run far.
        for (std::uint64_t& limb : value.limb) limb = chance(2) ? ~(std::uint64_t)0 : 0;
        value.limb[3] >>= 3;
        return value;
      case 5:
        return U256{{below(300), 0, 0, 0}};
      default:
        return plain<Field>();
    }
  }

 private:
  std::uint64_t state_;
};

/** How long a check with random input goes on: rounds, or seconds where those are given. */
class Budget {
 public:
  Budget(std::uint64_t rounds, double seconds) : rounds_(rounds), seconds_(seconds) {}

  std::uint64_t rounds_done() const { return done_; }
  /** Counts a round; false when there are no more. */
  bool next() {
    const bool more = seconds_ > 0 ? elapsed() < seconds_ : done_ < rounds_;
    if (more) done_++;
    return more;
  }

 private:
  double elapsed() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

  const std::uint64_t rounds_;
  const double seconds_;
  std::uint64_t done_ = 0;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace proofpress_test
