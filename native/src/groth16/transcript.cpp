#include "transcript.hpp"

#include <algorithm>
#include <cstring>

#include "../curve/subgroup.hpp"
#include "../file/bytes.hpp"
#include "../hash/sha256.hpp"
#include "transcript-points.hpp"

namespace proofpress {
namespace {

/** The four points, the transcript, the type and the length of the parameters. */
constexpr std::size_t record_points_bytes = 3 * G1Affine::bytes + G2Affine::bytes;
constexpr std::size_t record_fixed_bytes = record_points_bytes + transcript_bytes + 8;

enum ParameterType : std::uint8_t { parameter_name = 1, parameter_iterations = 2, parameter_beacon = 3 };

constexpr std::size_t most_name_units = 64;

/** Takes bytes from the front of a section. */
class RecordReader {
 public:
  RecordReader(const BinFile& file, const std::uint8_t* data, std::uint64_t size) : file_(file), position_(data), left_(size) {}

  const std::uint8_t* take(std::uint64_t size) {
    if (size > left_) refuse();
    const std::uint8_t* taken = position_;
    position_ += size;
    left_ -= size;
    return taken;
  }
  template <class Field>
  Affine<Field> take_point() {
    const std::uint8_t* bytes = take(Affine<Field>::bytes);
    if (!Affine<Field>::is_valid(bytes)) file_.refuse("a point of a contribution is not on the curve");
    return Affine<Field>::load(bytes);
  }
  bool is_at_end() const { return left_ == 0; }
  [[noreturn]] void refuse() const { file_.refuse("its list of contributions is damaged"); }

 private:
  const BinFile& file_;
  const std::uint8_t* position_;
  std::uint64_t left_;
};

void read_parameters(Contribution& contribution, RecordReader& reader) {
  bool has_iterations = false;
  for (std::uint8_t last_type = 0; !reader.is_at_end();) {
    std::uint8_t type = *reader.take(1);
    if (type <= last_type) reader.refuse();
    last_type = type;
    if (type == parameter_name) {
      std::size_t size = *reader.take(1);
      contribution.name.assign((const char*)reader.take(size), size);
    } else if (type == parameter_iterations) {
      contribution.beacon.iterations_exponent = *reader.take(1);
      has_iterations = true;
    } else if (type == parameter_beacon) {
      std::size_t size = *reader.take(1);
      const std::uint8_t* value = reader.take(size);
      contribution.beacon.value.assign(value, value + size);
    } else {
      reader.refuse();
    }
  }
  unsigned exponent = contribution.beacon.iterations_exponent;
  bool complete = has_iterations && !contribution.beacon.value.empty();
  if (contribution.is_beacon && (!complete || exponent < least_iterations_exponent || exponent > most_iterations_exponent)) reader.refuse();
}

Contribution read_contribution(const BinFile& file, RecordReader& reader) {
  Contribution contribution;
  contribution.delta_after = reader.take_point<Fq>();
  contribution.g1_s = reader.take_point<Fq>();
  contribution.g1_sx = reader.take_point<Fq>();
  contribution.g2_spx = reader.take_point<Fq2>();
  if (!is_in_g2(contribution.g2_spx)) file.refuse("a point of a contribution is not in the subgroup G2");
  std::memcpy(contribution.transcript, reader.take(transcript_bytes), transcript_bytes);
  std::uint32_t type = load_u32(reader.take(4));
  if (type > 1) reader.refuse();
  contribution.is_beacon = type == 1;
  std::uint32_t parameter_bytes = load_u32(reader.take(4));
  RecordReader parameters(file, reader.take(parameter_bytes), parameter_bytes);
  read_parameters(contribution, parameters);
  return contribution;
}

/** Bytes of the UTF-8 sequence at `text`, 0 if there is none of `left` bytes. */
std::size_t utf8_sequence(const unsigned char* text, std::size_t left) {
  unsigned char first = text[0];
  if (first < 0x80) return 1;
  std::size_t size = first >= 0xC2 && first < 0xE0 ? 2 : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xF0 && first < 0xF5 ? 4 : 0;
  if (size == 0 || size > left) return 0;
  for (std::size_t i = 1; i < size; i++)
    if ((text[i] & 0xC0) != 0x80) return 0;
  // Overlong forms, surrogates and what is above U+10FFFF show in the second byte.
  unsigned char second = text[1];
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) || (first == 0xF0 && second < 0x90) ||
      (first == 0xF4 && second > 0x8F))
    return 0;
  return size;
}

/** The name as it is written: JavaScript's substring(0, 64), then UTF-8. */
std::string cut_name(const std::string& name) {
  std::size_t units = 0, position = 0;
  while (position < name.size()) {
    std::size_t size = utf8_sequence((const unsigned char*)name.data() + position, name.size() - position);
    if (units == most_name_units) break;
    if (size == 4 && units + 2 > most_name_units) return name.substr(0, position) + "\xEF\xBF\xBD";
    units += size == 4 ? 2 : 1;
    position += size;
  }
  return name.substr(0, position);
}

template <class Field>
void hash_point(Blake2b& hasher, const Affine<Field>& point) {
  std::uint8_t bytes[Affine<Field>::bytes];
  store_uncompressed(point, bytes);
  hasher.update(bytes, sizeof bytes);
}

}  // namespace

bool is_utf8(const std::string& text) {
  for (std::size_t position = 0; position < text.size();) {
    std::size_t size = utf8_sequence((const unsigned char*)text.data() + position, text.size() - position);
    if (size == 0) return false;
    position += size;
  }
  return true;
}

Contributions read_contributions(const BinFile& file, const FileSection& section) {
  RecordReader reader(file, section.data, section.size);
  Contributions contributions;
  std::memcpy(contributions.circuit_hash, reader.take(64), 64);
  std::uint32_t count = load_u32(reader.take(4));
  if (count > section.size / record_fixed_bytes) reader.refuse();
  for (std::uint32_t i = 0; i < count; i++) contributions.records.push_back(read_contribution(file, reader));
  if (!reader.is_at_end()) reader.refuse();
  return contributions;
}

std::vector<std::uint8_t> contribution_record(const Contribution& contribution) {
  std::vector<std::uint8_t> parameters;
  std::string name = cut_name(contribution.name);
  if (!name.empty()) {
    parameters.push_back(parameter_name);
    parameters.push_back((std::uint8_t)name.size());
    parameters.insert(parameters.end(), name.begin(), name.end());
  }
  if (contribution.is_beacon) {
    parameters.push_back(parameter_iterations);
    parameters.push_back((std::uint8_t)contribution.beacon.iterations_exponent);
    parameters.push_back(parameter_beacon);
    parameters.push_back((std::uint8_t)contribution.beacon.value.size());
    parameters.insert(parameters.end(), contribution.beacon.value.begin(), contribution.beacon.value.end());
  }
  std::vector<std::uint8_t> record(record_fixed_bytes + parameters.size());
  contribution.delta_after.store(record.data());
  contribution.g1_s.store(record.data() + 64);
  contribution.g1_sx.store(record.data() + 128);
  contribution.g2_spx.store(record.data() + 192);
  std::memcpy(record.data() + record_points_bytes, contribution.transcript, transcript_bytes);
  store_u32(record.data() + record_points_bytes + transcript_bytes, contribution.is_beacon ? 1 : 0);
  store_u32(record.data() + record_points_bytes + transcript_bytes + 4, (std::uint32_t)parameters.size());
  std::copy(parameters.begin(), parameters.end(), record.begin() + record_fixed_bytes);
  return record;
}

void hash_public_key(Blake2b& hasher, const Contribution& contribution) {
  hash_point(hasher, contribution.delta_after);
  hash_point(hasher, contribution.g1_s);
  hash_point(hasher, contribution.g1_sx);
  hash_point(hasher, contribution.g2_spx);
  hasher.update(contribution.transcript, transcript_bytes);
}

void transcript_hash(const Blake2b& before, const G1Affine& g1_s, const G1Affine& g1_sx, std::uint8_t transcript[transcript_bytes]) {
  Blake2b hasher = before;
  hash_point(hasher, g1_s);
  hash_point(hasher, g1_sx);
  hasher.digest(transcript);
}

void contribution_hash(const Contribution& contribution, std::uint8_t hash[64]) {
  Blake2b hasher;
  hash_public_key(hasher, contribution);
  hasher.digest(hash);
}

ChaCha20 beacon_stream(const Beacon& beacon, Work& work) {
  const std::uint64_t iterations = (std::uint64_t)1 << beacon.iterations_exponent;
  constexpr std::uint64_t iterations_a_report = 1 << 16;
  std::uint8_t digest[32];
  sha256(beacon.value.data(), beacon.value.size(), digest);
  for (std::uint64_t i = 1; i < iterations; i++) {
    if (i % iterations_a_report == 0) work.report("Beacon", (double)i / (double)iterations);
    sha256(digest, sizeof digest, digest);
  }
  return ChaCha20::from_hash(digest);
}

}  // namespace proofpress
