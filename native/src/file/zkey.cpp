#include "zkey.hpp"

#include "field-elements.hpp"

namespace proofpress {
namespace {

template <class Point>
Point header_point(const BinFile& file, const std::uint8_t*& position) {
  if (!Point::is_valid(position)) file.refuse("a point of its header is not on the curve");
  Point point = Point::load(position);
  position += Point::bytes;
  return point;
}

/** The power if `size` is 2^power with 1 <= power <= 28, else 0. */
unsigned domain_power_of(std::uint32_t size) {
  for (unsigned power = 1; power <= fr_two_adicity; power++)
    if (size == (std::uint32_t)1 << power) return power;
  return 0;
}

}  // namespace

ZkeyFile::ZkeyFile(const std::string& path) : file(path, "zkey", 1) {
  if (load_u32(file.section(1, 4).data) != 1) file.refuse("it is not a Groth16 key");
  const std::uint8_t* header = file.section(2, zkey_header_bytes).data;
  if (!is_modulus_of<Fq>(header) || !is_modulus_of<Fr>(header + 36)) file.refuse("it belongs to another curve than BN254");
  wires = load_u32(header + 72);
  public_signals = load_u32(header + 76);
  domain_size = load_u32(header + 80);
  domain_power = domain_power_of(domain_size);
  if (public_signals >= wires || public_signals >= domain_size || domain_power == 0)
    file.refuse("its counts contradict each other");
  const std::uint8_t* position = header + 84;
  alpha1 = header_point<G1Affine>(file, position);
  beta1 = header_point<G1Affine>(file, position);
  beta2 = header_point<G2Affine>(file, position);
  gamma2 = header_point<G2Affine>(file, position);
  delta1 = header_point<G1Affine>(file, position);
  delta2 = header_point<G2Affine>(file, position);

  ic = file.section(3, ((std::uint64_t)public_signals + 1) * 64).data;
  FileSection records = file.section(4);
  coefficient_count = records.size < 4 ? 0 : load_u32(records.data);
  if (records.size != 4 + (std::uint64_t)coefficient_count * zkey_coefficient_bytes)
    file.refuse("section 4 has a wrong size");
  coefficients = records.data + 4;
  a = file.section(5, (std::uint64_t)wires * 64).data;
  b1 = file.section(6, (std::uint64_t)wires * 64).data;
  b2 = file.section(7, (std::uint64_t)wires * 128).data;
  c = file.section(8, (std::uint64_t)private_wires() * 64).data;
  h = file.section(9, (std::uint64_t)domain_size * 64).data;
  contributions = file.section(10);
  if (contributions.size < 68) file.refuse("section 10 has a wrong size");
}

void ZkeyFile::check_contents(Work& work) const {
  std::atomic<bool> inside{true};
  work.parallel(coefficient_count, 1 << 15, nullptr, [&](std::size_t begin, std::size_t end, unsigned) {
    bool all = true;
    for (std::size_t i = begin; i < end; i++) {
      const std::uint8_t* record = coefficients + i * zkey_coefficient_bytes;
      all &= load_u32(record) <= 1 && load_u32(record + 4) < domain_size && load_u32(record + 8) < wires;
      all &= Fr::is_canonical(record + 12);
    }
    if (!all) inside = false;
  });
  if (!inside) file.refuse("a coefficient of section 4 is out of range");

  const struct {
    unsigned id;
    const std::uint8_t* points;
    std::size_t coordinates;
  } sections[] = {{3, ic, ((std::size_t)public_signals + 1) * 2}, {5, a, (std::size_t)wires * 2},
                  {6, b1, (std::size_t)wires * 2},                {7, b2, (std::size_t)wires * 4},
                  {8, c, (std::size_t)private_wires() * 2},       {9, h, (std::size_t)domain_size * 2}};
  for (const auto& section : sections)
    if (!are_canonical<Fq>(section.points, section.coordinates, 32, work))
      file.refuse("a point of section " + std::to_string(section.id) + " is out of range");
}

}  // namespace proofpress
