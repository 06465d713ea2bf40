#include "beacon.hpp"

#include "contribute-with-stream.hpp"

namespace proofpress {

void apply_beacon(const std::string& zkey_path, const std::string& new_zkey_path, const std::string& name, const Beacon& beacon,
                  std::uint8_t hash[64], Work& work) {
  check_contributor_name(name);
  if (beacon.value.empty() || beacon.value.size() > most_beacon_bytes) fail_invalid("A beacon has 1 to 255 bytes.");
  if (beacon.iterations_exponent < least_iterations_exponent || beacon.iterations_exponent > most_iterations_exponent)
    fail_invalid("The exponent of a beacon's iterations is from 10 to 63.");
  ChaCha20 stream = beacon_stream(beacon, work);
  Contribution contribution;
  contribution.name = name;
  contribution.is_beacon = true;
  contribution.beacon = beacon;
  contribute_with_stream(zkey_path, new_zkey_path, stream, contribution, work);
  contribution_hash(contribution, hash);
}

}  // namespace proofpress
