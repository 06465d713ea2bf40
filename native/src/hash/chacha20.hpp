#pragma once

#include <cstdint>

namespace proofpress {

/**
 * The stream of 32-bit words that ffjavascript's class ChaCha gives: ChaCha20 with the seed as the key and a 128-bit block counter
 * from zero in place of counter and nonce. Wiped at the end of its life.
 */
class ChaCha20 {
 public:
  explicit ChaCha20(const std::uint32_t seed[8]);
  /** The seed from 32 bytes as big-endian words, as snarkjs takes it from a hash. */
  static ChaCha20 from_hash(const std::uint8_t* hash);
  ~ChaCha20();

  std::uint32_t next_u32();
  /** Two words, the first one high. */
  std::uint64_t next_u64();

 private:
  void refill();

  std::uint32_t state_[16];
  std::uint32_t block_[16];
  unsigned used_ = 16;
};

}  // namespace proofpress
