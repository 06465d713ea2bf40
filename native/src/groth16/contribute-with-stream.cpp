#include "contribute-with-stream.hpp"

#include <algorithm>
#include <cstring>

#include "../curve/fixed-scalar.hpp"
#include "../curve/xyzz.hpp"
#include "../file/binfile-writer.hpp"
#include "../file/zkey.hpp"
#include "../platform/random.hpp"
#include "hash-to-g2.hpp"

namespace proofpress {
namespace {

constexpr std::size_t copy_piece = (std::size_t)1 << 22;
/** Places of delta1 and delta2 in section 2. */
constexpr std::size_t delta1_offset = 468, delta2_offset = 532;
constexpr std::uint32_t contributions_section = 10;

template <class Field>
Affine<Field> multiplied(const Affine<Field>& point, const Secret<Fr>& secret) {
  Secret<U256> plain(secret.value.to_plain());
  return multiply_scalar<Field>(point, plain.value).to_affine();
}

class ContributedKey {
 public:
  ContributedKey(const ZkeyFile& key, const std::string& path, const std::vector<std::uint8_t>& records, Work& work)
      : key_(key), work_(work), records_(records), writer_(path, "zkey", 1, plan()) {}

  void write(const Contribution& contribution, const G2Affine& delta2, const Fr& inverse_secret) {
    work_.range(0, 0.03);
    write_header(contribution.delta_after, delta2);
    for (std::uint32_t id : {3, 4, 5, 6, 7}) copy(id);
    const double private_share = (double)key_.private_wires() / ((double)key_.private_wires() + key_.domain_size);
    FixedScalar scalar(inverse_secret);
    work_.range(0.03, 0.03 + 0.95 * private_share);
    multiply(8, key_.private_wires(), scalar);
    work_.range(0.03 + 0.95 * private_share, 0.98);
    multiply(9, key_.domain_size, scalar);
    writer_.write(contributions_section, 0, records_.data(), records_.size());
    work_.range(0.98, 1);
    work_.report("Proving key");
    writer_.commit();
  }

 private:
  std::vector<SectionPlan> plan() const {
    std::vector<SectionPlan> sections;
    for (std::uint32_t id = 1; id < contributions_section; id++) sections.push_back({id, key_.file.section(id).size});
    sections.push_back({contributions_section, records_.size()});
    return sections;
  }

  void write_header(const G1Affine& delta1, const G2Affine& delta2) {
    copy(1);
    std::uint8_t header[zkey_header_bytes];
    std::memcpy(header, key_.file.section(2).data, sizeof header);
    delta1.store(header + delta1_offset);
    delta2.store(header + delta2_offset);
    writer_.write(2, 0, header, sizeof header);
  }

  void copy(std::uint32_t id) {
    FileSection section = key_.file.section(id);
    for (std::uint64_t start = 0; start < section.size; start += copy_piece) {
      work_.report("Copy");
      writer_.write(id, start, section.data + start, (std::size_t)std::min<std::uint64_t>(copy_piece, section.size - start));
    }
  }

  void multiply(std::uint32_t id, std::size_t count, const FixedScalar& scalar) {
    const std::uint8_t* points = key_.file.section(id).data;
    work_.parallel(count, FixedScalar::batch, "Contribution", [&](std::size_t begin, std::size_t end, unsigned) {
      std::uint8_t products[FixedScalar::batch * G1Affine::bytes];
      const std::uint8_t* piece = points + begin * G1Affine::bytes;
      for (std::size_t i = 0; i < end - begin; i++)
        if (!G1Affine::is_valid(piece + i * G1Affine::bytes)) key_.file.refuse("a point of section " + std::to_string(id) + " is not on the curve");
      scalar.multiply(piece, end - begin, products);
      writer_.write(id, begin * G1Affine::bytes, products, (end - begin) * G1Affine::bytes);
    });
  }

  const ZkeyFile& key_;
  Work& work_;
  const std::vector<std::uint8_t>& records_;
  BinFileWriter writer_;
};

/** Section 10 with one record more; those that are there stay as they are. */
std::vector<std::uint8_t> appended_records(const FileSection& section, std::size_t record_count, const Contribution& contribution) {
  std::vector<std::uint8_t> record = contribution_record(contribution);
  std::vector<std::uint8_t> records(section.size + record.size());
  std::memcpy(records.data(), section.data, section.size);
  store_u32(records.data() + 64, (std::uint32_t)record_count + 1);
  std::copy(record.begin(), record.end(), records.begin() + (std::ptrdiff_t)section.size);
  return records;
}

}  // namespace

void contribute_with_stream(const std::string& zkey_path, const std::string& new_zkey_path, ChaCha20& stream, Contribution& contribution,
                            Work& work) {
  ZkeyFile key(zkey_path);
  Contributions earlier = read_contributions(key.file, key.contributions);
  if (key.delta1.is_infinity() || key.delta2.is_infinity()) key.file.refuse("its delta is zero");

  Secret<Fr> secret(scalar_from_stream(stream));
  if (secret.value.is_zero()) throw Failure(PROOFPRESS_INTERNAL, "The random scalar is zero.");
  contribution.g1_s = g1_point_from_stream(stream);
  contribution.g1_sx = multiplied(contribution.g1_s, secret);
  Blake2b hasher;
  hasher.update(earlier.circuit_hash, sizeof earlier.circuit_hash);
  for (const Contribution& record : earlier.records) hash_public_key(hasher, record);
  transcript_hash(hasher, contribution.g1_s, contribution.g1_sx, contribution.transcript);
  contribution.g2_spx = multiplied(hash_to_g2(contribution.transcript), secret);
  contribution.delta_after = multiplied(key.delta1, secret);

  std::vector<std::uint8_t> records = appended_records(key.contributions, earlier.records.size(), contribution);
  Secret<Fr> inverse(secret.value.inverse());
  ContributedKey(key, new_zkey_path, records, work).write(contribution, multiplied(key.delta2, secret), inverse.value);
}

void check_contributor_name(const std::string& name) {
  if (!is_utf8(name)) fail_invalid("The contributor's name is not UTF-8.");
}

}  // namespace proofpress
