#include "sample-files.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "../src/field/bn254.hpp"
#include "../src/file/bytes.hpp"
#include "check.hpp"

using namespace proofpress;

namespace proofpress_test {
namespace {

constexpr std::uint32_t products = 6;

struct Term {
  std::uint32_t wire;
  Fr coefficient;
};
using Combination = std::vector<Term>;
struct Row {
  Combination a, b, c;
};
struct Circuit {
  std::uint32_t public_outputs, public_inputs;
  std::vector<Row> rows;
  std::vector<Fr> witness;
};

/** Wires: 1, the result, the start, what lies between, twice the result. Rows: w(i + 1) = w(i) (w(i) + 3). */
Circuit chain() {
  std::vector<Fr> values{Fr::from_u64(5)};
  for (std::uint32_t i = 0; i < products; i++) values.push_back(values[i] * (values[i] + Fr::from_u64(3)));
  auto wire = [](std::uint32_t i) { return i == 0 ? 2 : i == products ? 1 : i + 2; };
  const std::uint32_t last_wire = products + 2;
  Circuit circuit{1, 1, {}, std::vector<Fr>(last_wire + 1)};
  circuit.witness[0] = Fr::one();
  for (std::uint32_t i = 0; i <= products; i++) circuit.witness[wire(i)] = values[i];
  circuit.witness[last_wire] = values[products].doubled();
  for (std::uint32_t i = 0; i < products; i++) {
    const Combination left{{wire(i), Fr::one()}}, right{{wire(i), Fr::one()}, {0, Fr::from_u64(3)}};
    circuit.rows.push_back({left, right, {{wire(i + 1), Fr::one()}}});
  }
  // One wire twice in a combination, a coefficient of zero.
  circuit.rows.push_back({{}, {}, {{1, Fr::one()}, {1, Fr::one()}, {2, Fr::zero()}, {last_wire, -Fr::one()}}});
  return circuit;
}

Circuit no_private_wires() {
  Circuit circuit{1, 2, {}, {Fr::one(), Fr::from_u64(21), Fr::from_u64(3), Fr::from_u64(7)}};
  circuit.rows.push_back({{{2, Fr::one()}}, {{3, Fr::one()}}, {{1, Fr::one()}}});
  return circuit;
}

Circuit no_constraints() { return {0, 1, {}, {Fr::one(), Fr::from_u64(9), Fr::from_u64(4)}}; }

Circuit make(SampleCircuit circuit) {
  switch (circuit) {
    case SampleCircuit::chain:
      return chain();
    case SampleCircuit::no_private_wires:
      return no_private_wires();
    default:
      return no_constraints();
  }
}

void append_u32(Bytes& bytes, std::uint32_t value) {
  bytes.resize(bytes.size() + 4);
  store_u32(bytes.data() + bytes.size() - 4, value);
}
void append_u64(Bytes& bytes, std::uint64_t value) {
  bytes.resize(bytes.size() + 8);
  store_u64(bytes.data() + bytes.size() - 8, value);
}
void append_plain(Bytes& bytes, const U256& value) {
  bytes.resize(bytes.size() + 32);
  value.store(bytes.data() + bytes.size() - 32);
}

Bytes container(const char* magic, std::uint32_t version, const std::vector<Section>& sections) {
  Bytes original(magic, magic + 4);
  append_u32(original, version);
  return join_container(original, sections);
}

}  // namespace

Bytes read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  CHECK(stream.good(), path);
  return Bytes(std::istreambuf_iterator<char>(stream), {});
}

void write_file(const std::string& path, const Bytes& bytes) {
  std::ofstream stream(path, std::ios::binary | std::ios::trunc);
  stream.write((const char*)bytes.data(), (std::streamsize)bytes.size());
  stream.close();
  CHECK(stream.good(), path);
}

bool exists(const std::string& path) { return std::filesystem::exists(path); }

std::vector<std::string> list_folder(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  return names;
}

std::vector<Section> split_container(const Bytes& file) {
  std::vector<Section> sections;
  std::size_t position = 12;
  for (std::uint32_t i = load_u32(file.data() + 8); i-- > 0;) {
    const std::size_t size = load_u64(file.data() + position + 4);
    const auto start = file.begin() + (std::ptrdiff_t)position + 12;
    sections.push_back({load_u32(file.data() + position), Bytes(start, start + (std::ptrdiff_t)size)});
    position += 12 + size;
  }
  return sections;
}

Bytes join_container(const Bytes& original, const std::vector<Section>& sections) {
  Bytes file(original.begin(), original.begin() + 8);
  append_u32(file, (std::uint32_t)sections.size());
  for (const Section& section : sections) {
    append_u32(file, section.id);
    append_u64(file, section.payload.size());
    file.insert(file.end(), section.payload.begin(), section.payload.end());
  }
  return file;
}

Bytes sample_r1cs(SampleCircuit which) {
  const Circuit circuit = make(which);
  const std::uint32_t wires = (std::uint32_t)circuit.witness.size();
  Bytes header, rows, labels;
  append_u32(header, 32);
  append_plain(header, Fr::modulus());
  const std::uint32_t private_wires = wires - 1 - circuit.public_outputs - circuit.public_inputs;
  for (std::uint32_t count : {wires, circuit.public_outputs, circuit.public_inputs, private_wires}) append_u32(header, count);
  append_u64(header, wires);
  append_u32(header, (std::uint32_t)circuit.rows.size());
  for (const Row& row : circuit.rows) {
    for (const Combination* combination : {&row.a, &row.b, &row.c}) {
      append_u32(rows, (std::uint32_t)combination->size());
      for (const Term& term : *combination) {
        append_u32(rows, term.wire);
        append_plain(rows, term.coefficient.to_plain());
      }
    }
  }
  for (std::uint32_t wire = 0; wire < wires; wire++) append_u64(labels, wire);
  return container("r1cs", 1, {{1, header}, {2, rows}, {3, labels}});
}

Bytes sample_wtns(SampleCircuit which) {
  const Circuit circuit = make(which);
  Bytes header, values;
  append_u32(header, 32);
  append_plain(header, Fr::modulus());
  append_u32(header, (std::uint32_t)circuit.witness.size());
  for (const Fr& value : circuit.witness) append_plain(values, value.to_plain());
  return container("wtns", 2, {{1, header}, {2, values}});
}

}  // namespace proofpress_test
