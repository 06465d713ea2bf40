#include "blake2b.hpp"

#include <algorithm>
#include <cstring>

namespace proofpress {
namespace {

using u64 = std::uint64_t;

constexpr u64 initial_state[8] = {0x6a09e667f3bcc908ull, 0xbb67ae8584caa73bull, 0x3c6ef372fe94f82bull, 0xa54ff53a5f1d36f1ull,
                                  0x510e527fade682d1ull, 0x9b05688c2b3e6c1full, 0x1f83d9abfb41bd6bull, 0x5be0cd19137e2179ull};

constexpr unsigned char message_order[10][16] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
                                                 {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
                                                 {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
                                                 {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
                                                 {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
                                                 {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
                                                 {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
                                                 {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
                                                 {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
                                                 {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

inline u64 rotate_right(u64 value, unsigned count) { return value >> count | value << (64 - count); }

inline __attribute__((always_inline)) void mix(u64& a, u64& b, u64& c, u64& d, u64 x, u64 y) {
  a += b + x;
  d = rotate_right(d ^ a, 32);
  c += d;
  b = rotate_right(b ^ c, 24);
  a += b + y;
  d = rotate_right(d ^ a, 16);
  c += d;
  b = rotate_right(b ^ c, 63);
}

/** One of the twelve rounds; a template so that the message order is known when it is compiled. */
template <int round>
inline __attribute__((always_inline)) void mix_round(u64* v, const u64* m) {
  constexpr const unsigned char* order = message_order[round % 10];
  mix(v[0], v[4], v[8], v[12], m[order[0]], m[order[1]]);
  mix(v[1], v[5], v[9], v[13], m[order[2]], m[order[3]]);
  mix(v[2], v[6], v[10], v[14], m[order[4]], m[order[5]]);
  mix(v[3], v[7], v[11], v[15], m[order[6]], m[order[7]]);
  mix(v[0], v[5], v[10], v[15], m[order[8]], m[order[9]]);
  mix(v[1], v[6], v[11], v[12], m[order[10]], m[order[11]]);
  mix(v[2], v[7], v[8], v[13], m[order[12]], m[order[13]]);
  mix(v[3], v[4], v[9], v[14], m[order[14]], m[order[15]]);
}

}  // namespace

Blake2b::Blake2b() {
  std::memcpy(state_, initial_state, sizeof state_);
  // Parameter block: digest length 64, no key, fan-out and depth 1.
  state_[0] ^= 0x01010000 ^ digest_bytes;
}

Blake2b::~Blake2b() {
  // What is hashed may be entropy of a secret.
  volatile std::uint8_t* bytes = buffer_;
  for (std::size_t i = 0; i < block_bytes; i++) bytes[i] = 0;
  volatile u64* words = state_;
  for (int i = 0; i < 8; i++) words[i] = 0;
}

void Blake2b::compress(const std::uint8_t* block, bool last) {
  u64 m[16];
  std::memcpy(m, block, sizeof m);
  u64 v[16];
  for (int i = 0; i < 8; i++) {
    v[i] = state_[i];
    v[i + 8] = initial_state[i];
  }
  v[12] ^= length_;
  if (last) v[14] = ~v[14];
  mix_round<0>(v, m);
  mix_round<1>(v, m);
  mix_round<2>(v, m);
  mix_round<3>(v, m);
  mix_round<4>(v, m);
  mix_round<5>(v, m);
  mix_round<6>(v, m);
  mix_round<7>(v, m);
  mix_round<8>(v, m);
  mix_round<9>(v, m);
  mix_round<10>(v, m);
  mix_round<11>(v, m);
  for (int i = 0; i < 8; i++) state_[i] ^= v[i] ^ v[i + 8];
}

void Blake2b::update(const void* data, std::size_t size) {
  auto* bytes = (const std::uint8_t*)data;
  // The last block waits in the buffer, because only `digest` knows that it is the last.
  while (size > 0) {
    if (buffered_ == block_bytes) {
      length_ += block_bytes;
      compress(buffer_, false);
      buffered_ = 0;
    }
    while (buffered_ == 0 && size > block_bytes) {
      length_ += block_bytes;
      compress(bytes, false);
      bytes += block_bytes;
      size -= block_bytes;
    }
    std::size_t taken = std::min(size, block_bytes - buffered_);
    std::memcpy(buffer_ + buffered_, bytes, taken);
    buffered_ += taken;
    bytes += taken;
    size -= taken;
  }
}

void Blake2b::digest(std::uint8_t out[digest_bytes]) {
  length_ += buffered_;
  std::memset(buffer_ + buffered_, 0, block_bytes - buffered_);
  compress(buffer_, true);
  std::memcpy(out, state_, digest_bytes);
}

}  // namespace proofpress
