#include "contribute.hpp"

#include "../platform/random.hpp"
#include "contribute-with-stream.hpp"

namespace proofpress {
namespace {

ChaCha20 fresh_stream(const std::uint8_t* entropy, std::size_t entropy_bytes) {
  struct Bytes64 {
    std::uint8_t bytes[64];
  };
  Secret<Bytes64> random, seed;
  random_bytes(random.value.bytes, sizeof random.value.bytes);
  Blake2b hasher;
  hasher.update(random.value.bytes, sizeof random.value.bytes);
  hasher.update(entropy, entropy_bytes);
  hasher.digest(seed.value.bytes);
  return ChaCha20::from_hash(seed.value.bytes);
}

}  // namespace

void contribute(const std::string& zkey_path, const std::string& new_zkey_path, const std::string& name, const std::uint8_t* entropy,
                std::size_t entropy_bytes, std::uint8_t hash[64], Work& work) {
  check_contributor_name(name);
  ChaCha20 stream = fresh_stream(entropy, entropy_bytes);
  Contribution contribution;
  contribution.name = name;
  contribute_with_stream(zkey_path, new_zkey_path, stream, contribution, work);
  contribution_hash(contribution, hash);
}

}  // namespace proofpress
