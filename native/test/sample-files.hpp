#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace proofpress_test {

using Bytes = std::vector<std::uint8_t>;

Bytes read_file(const std::string& path);
void write_file(const std::string& path, const Bytes& bytes);
bool exists(const std::string& path);
/** Names in a folder. */
std::vector<std::string> list_folder(const std::string& folder);

/** A section of an iden3 container. */
struct Section {
  std::uint32_t id;
  Bytes payload;
};
/** Cuts a well-formed container into sections. */
std::vector<Section> split_container(const Bytes& file);
/** The container of these sections, with the magic and version of `original`. */
Bytes join_container(const Bytes& original, const std::vector<Section>& sections);

/** Which circuit: each has its own way to be small. */
enum class SampleCircuit {
  /** Six products of a chain, a linear row; two public signals. */
  chain,
  /** All wires are public: section 8 of the key is empty. */
  no_private_wires,
  /** No rows but those of the public signals. */
  no_constraints,
};
/** The circuit's .r1cs and a .wtns that satisfies it. */
Bytes sample_r1cs(SampleCircuit circuit);
Bytes sample_wtns(SampleCircuit circuit);

}  // namespace proofpress_test
