#pragma once

#include <string>
#include <vector>

#include "../curve/affine.hpp"
#include "../file/binfile.hpp"
#include "../hash/blake2b.hpp"
#include "../hash/chacha20.hpp"
#include "../platform/work.hpp"

namespace proofpress {

/** The parameters of a beacon: SHA-256 iterated 2^iterations_exponent times over `value`, 1 to 255 bytes. */
struct Beacon {
  std::vector<std::uint8_t> value;
  unsigned iterations_exponent = 0;
};

constexpr std::size_t transcript_bytes = 64;
constexpr std::size_t most_beacon_bytes = 255;
constexpr unsigned least_iterations_exponent = 10, most_iterations_exponent = 63;

/** One record of section 10 of a .zkey: who multiplied delta by what. */
struct Contribution {
  /** delta in G1 after this contribution. */
  G1Affine delta_after;
  /** A random point and its multiple by the contributor's secret. */
  G1Affine g1_s, g1_sx;
  /** hash_to_g2(transcript) times the same secret. */
  G2Affine g2_spx;
  std::uint8_t transcript[transcript_bytes];
  bool is_beacon = false;
  Beacon beacon;
  /** UTF-8; empty: none. */
  std::string name;
};

/** Section 10 of a .zkey. */
struct Contributions {
  std::uint8_t circuit_hash[64];
  std::vector<Contribution> records;
};

/**
 * Reads section 10; refuses records that are not of the form that snarkjs writes and points that are not on their curves
 * or, in G2, not in the subgroup.
 */
Contributions read_contributions(const BinFile& file, const FileSection& section);

/** The bytes of one record. The name is cut as snarkjs does: after 64 UTF-16 units, half a pair becoming U+FFFD. */
std::vector<std::uint8_t> contribution_record(const Contribution& contribution);

/** Whether bytes are well-formed UTF-8 (RFC 3629). */
bool is_utf8(const std::string& text);

/** Feeds a contribution's public part: deltaAfter, g1_s, g1_sx, g2_spx, transcript. */
void hash_public_key(Blake2b& hasher, const Contribution& contribution);

/**
 * The transcript that a contribution answers for: the hash of the circuit hash, the public parts of all contributions before
 * it, and its own g1_s and g1_sx. `before` has been fed all but the last two.
 */
void transcript_hash(const Blake2b& before, const G1Affine& g1_s, const G1Affine& g1_sx, std::uint8_t transcript[transcript_bytes]);

/** The 64 bytes that snarkjs prints as "contribution hash". */
void contribution_hash(const Contribution& contribution, std::uint8_t hash[64]);

/** The random stream that a beacon stands for. Reports progress now and then: 2^63 iterations would take ages. */
ChaCha20 beacon_stream(const Beacon& beacon, Work& work);

}  // namespace proofpress
