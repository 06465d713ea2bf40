#include "ptau.hpp"

#include "field-elements.hpp"

namespace proofpress {

PtauFile::PtauFile(const std::string& path) : file(path, "ptau", 1) {
  const std::uint8_t* header = file.section(ptau_header, ptau_header_bytes).data;
  if (!is_modulus_of<Fq>(header)) file.refuse("it belongs to another curve than BN254");
  power = load_u32(header + 36);
  if (power < ptau_least_power || power > fr_two_adicity)
    file.refuse("power " + std::to_string(power) + " is out of range");
  PtauPoints sections[9];
  ptau_point_sections(power, sections);
  for (const PtauPoints& points : sections) {
    if (points.section >= ptau_lagrange_g1 && !file.has(points.section))
      file.refuse("section " + std::to_string(points.section) + " is missing: the file is not prepared for phase 2");
    file.section(points.section, points.count * points.bytes);
  }
  file.section(ptau_contributions);
}

void PtauFile::check_coordinates(const std::uint8_t* points, std::uint64_t count, unsigned point_bytes, Work& work) const {
  if (!are_canonical<Fq>(points, count * (point_bytes / 32), 32, work)) file.refuse("a point is out of range");
}

}  // namespace proofpress
