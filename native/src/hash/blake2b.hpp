#pragma once

#include <cstddef>
#include <cstdint>

namespace proofpress {

/** BLAKE2b with a 64-byte digest and no key (RFC 7693), fed in pieces. Copyable: a copy goes on from the same state. */
class Blake2b {
 public:
  static constexpr std::size_t digest_bytes = 64;

  Blake2b();
  void update(const void* data, std::size_t size);
  /** Writes the digest of everything fed so far; the object may not be fed afterwards. */
  void digest(std::uint8_t out[digest_bytes]);
  ~Blake2b();
  Blake2b(const Blake2b&) = default;
  Blake2b& operator=(const Blake2b&) = default;

 private:
  static constexpr std::size_t block_bytes = 128;

  void compress(const std::uint8_t* block, bool last);

  std::uint64_t state_[8];
  std::uint64_t length_ = 0;
  std::uint8_t buffer_[block_bytes];
  std::size_t buffered_ = 0;
};

}  // namespace proofpress
