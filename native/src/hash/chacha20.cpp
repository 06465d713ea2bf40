#include "chacha20.hpp"

#include <cstring>

#include "../platform/random.hpp"

namespace proofpress {
namespace {

inline std::uint32_t rotate_left(std::uint32_t value, unsigned count) { return value << count | value >> (32 - count); }

inline void quarter_round(std::uint32_t* s, int a, int b, int c, int d) {
  s[a] += s[b];
  s[d] = rotate_left(s[d] ^ s[a], 16);
  s[c] += s[d];
  s[b] = rotate_left(s[b] ^ s[c], 12);
  s[a] += s[b];
  s[d] = rotate_left(s[d] ^ s[a], 8);
  s[c] += s[d];
  s[b] = rotate_left(s[b] ^ s[c], 7);
}

}  // namespace

ChaCha20::ChaCha20(const std::uint32_t seed[8])
    : state_{0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, seed[0], seed[1], seed[2], seed[3],
             seed[4],    seed[5],    seed[6],    seed[7],    0,       0,       0,       0} {}

ChaCha20 ChaCha20::from_hash(const std::uint8_t* hash) {
  std::uint32_t seed[8];
  for (int i = 0; i < 8; i++)
    seed[i] = (std::uint32_t)hash[4 * i] << 24 | (std::uint32_t)hash[4 * i + 1] << 16 | (std::uint32_t)hash[4 * i + 2] << 8 | hash[4 * i + 3];
  ChaCha20 stream(seed);
  wipe(seed, sizeof seed);
  return stream;
}

ChaCha20::~ChaCha20() {
  wipe(state_, sizeof state_);
  wipe(block_, sizeof block_);
}

std::uint32_t ChaCha20::next_u32() {
  if (used_ == 16) refill();
  return block_[used_++];
}

std::uint64_t ChaCha20::next_u64() {
  std::uint64_t high = next_u32();
  return high << 32 | next_u32();
}

void ChaCha20::refill() {
  std::memcpy(block_, state_, sizeof block_);
  for (int i = 0; i < 10; i++) {
    quarter_round(block_, 0, 4, 8, 12);
    quarter_round(block_, 1, 5, 9, 13);
    quarter_round(block_, 2, 6, 10, 14);
    quarter_round(block_, 3, 7, 11, 15);
    quarter_round(block_, 0, 5, 10, 15);
    quarter_round(block_, 1, 6, 11, 12);
    quarter_round(block_, 2, 7, 8, 13);
    quarter_round(block_, 3, 4, 9, 14);
  }
  for (int i = 0; i < 16; i++) block_[i] += state_[i];
  used_ = 0;
  for (int i = 12; i < 16 && ++state_[i] == 0; i++) {
  }
}

}  // namespace proofpress
