#pragma once

#include "../curve/affine.hpp"
#include "../platform/work.hpp"
#include "binfile.hpp"

namespace proofpress {

/** Section ids of a .ptau file that is prepared for phase 2. */
enum PtauSection : std::uint32_t {
  ptau_header = 1,
  ptau_tau_g1 = 2,
  ptau_tau_g2 = 3,
  ptau_alpha_tau_g1 = 4,
  ptau_beta_tau_g1 = 5,
  ptau_beta_g2 = 6,
  ptau_contributions = 7,
  ptau_lagrange_g1 = 12,
  ptau_lagrange_g2 = 13,
  ptau_lagrange_alpha_g1 = 14,
  ptau_lagrange_beta_g1 = 15,
};

/** u32 bytes of a field element, q, u32 power, u32 power of the ceremony. */
constexpr std::size_t ptau_header_bytes = 44;
/** Smaller files lack the tau^2 in G2 that checks read. */
constexpr unsigned ptau_least_power = 2;

struct PtauPoints {
  std::uint32_t section;
  /** Bytes of a point: 64 (G1) or 128 (G2). */
  unsigned bytes;
  std::uint64_t count;
};

/** The nine point sections of a .ptau of this power in the order of their ids. Section 12 has blocks up to power + 1. */
inline void ptau_point_sections(unsigned power, PtauPoints (&sections)[9]) {
  const std::uint64_t size = (std::uint64_t)1 << power;
  const PtauPoints all[9] = {{ptau_tau_g1, 64, 2 * size - 1},
                             {ptau_tau_g2, 128, size},
                             {ptau_alpha_tau_g1, 64, size},
                             {ptau_beta_tau_g1, 64, size},
                             {ptau_beta_g2, 128, 1},
                             {ptau_lagrange_g1, 64, 4 * size - 1},
                             {ptau_lagrange_g2, 128, 2 * size - 1},
                             {ptau_lagrange_alpha_g1, 64, 2 * size - 1},
                             {ptau_lagrange_beta_g1, 64, 2 * size - 1}};
  std::copy(all, all + 9, sections);
}

/** Points of a Lagrange section before the block of the domain of 2^power. */
inline std::uint64_t lagrange_block_start(unsigned power) { return ((std::uint64_t)1 << power) - 1; }

/**
 * A .ptau file for BN254, prepared for phase 2, whose sections have the sizes of its power (2 to 28); the view keeps the file
 * mapped. Points are not looked at; see `check_powers_of_tau`.
 */
struct PtauFile {
  explicit PtauFile(const std::string& path);

  /** Point `index` of a section of G1 or G2, Montgomery form, any alignment. */
  const std::uint8_t* g1(std::uint32_t section, std::uint64_t index) const { return file.section(section).data + index * 64; }
  const std::uint8_t* g2(std::uint32_t section, std::uint64_t index) const { return file.section(section).data + index * 128; }
  /** Refuses coordinates that are not below q among `count` points; on all threads. */
  void check_coordinates(const std::uint8_t* points, std::uint64_t count, unsigned point_bytes, Work& work) const;

  BinFile file;
  unsigned power = 0;
};

}  // namespace proofpress
