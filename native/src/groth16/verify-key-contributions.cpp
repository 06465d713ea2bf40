#include "verify-key-contributions.hpp"

#include <cstring>

#include "../curve/pairing.hpp"
#include "../curve/subgroup.hpp"
#include "../curve/xyzz.hpp"
#include "hash-to-g2.hpp"

namespace proofpress {
namespace {

void check_beacon(const Contribution& contribution, const std::string& name, Work& work) {
  ChaCha20 stream = beacon_stream(contribution.beacon, work);
  Fr secret = scalar_from_stream(stream);
  G1Affine g1_s = g1_point_from_stream(stream);
  if (contribution.g1_s != g1_s || contribution.g1_sx != multiply_scalar<Fq>(g1_s, secret.to_plain()).to_affine())
    throw Failure(PROOFPRESS_REJECTED, name + " is not what its beacon gives.");
}

}  // namespace

G1Affine verify_contributions(const Contributions& contributions, Work& work) {
  Blake2b hasher;
  hasher.update(contributions.circuit_hash, sizeof contributions.circuit_hash);
  G1Affine delta = g1_generator();
  for (std::size_t i = 0; i < contributions.records.size(); i++) {
    const Contribution& contribution = contributions.records[i];
    work.report("Contributions", (double)i / (double)contributions.records.size());
    const std::string name = "Contribution " + std::to_string(i + 1) + " of the key";
    std::uint8_t transcript[transcript_bytes];
    transcript_hash(hasher, contribution.g1_s, contribution.g1_sx, transcript);
    if (std::memcmp(transcript, contribution.transcript, transcript_bytes) != 0)
      throw Failure(PROOFPRESS_REJECTED, name + " does not continue the transcript of those before it.");
    G2Affine g2_sp = hash_to_g2(contribution.transcript);
    if (!have_same_ratio(contribution.g1_s, contribution.g1_sx, g2_sp, contribution.g2_spx))
      throw Failure(PROOFPRESS_REJECTED, name + " has a public key that is not one number in both groups.");
    if (!have_same_ratio(delta, contribution.delta_after, g2_sp, contribution.g2_spx))
      throw Failure(PROOFPRESS_REJECTED, name + " did not multiply delta by the number of its public key.");
    if (contribution.is_beacon) check_beacon(contribution, name, work);
    hash_public_key(hasher, contribution);
    delta = contribution.delta_after;
  }
  return delta;
}

}  // namespace proofpress
