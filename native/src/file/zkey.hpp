#pragma once

#include "../curve/affine.hpp"
#include "../platform/work.hpp"
#include "binfile.hpp"
#include "bytes.hpp"

namespace proofpress {

constexpr std::size_t zkey_coefficient_bytes = 44;
constexpr std::size_t zkey_header_bytes = 660;

/** One entry of section 4: `value` is coefficient * 2^512 mod r, so that times a plain witness value it is Montgomery. */
struct ZkeyCoefficient {
  /** 0: A, 1: B. */
  std::uint32_t matrix;
  std::uint32_t constraint;
  std::uint32_t wire;
  Fr value;
};

/**
 * A Groth16 .zkey file whose sections fit its header; the view keeps the file mapped.
 *
 * Checked when it is opened: all section sizes, counts, the header's points (coordinates below q, on the curve or infinity).
 * `check_contents` looks at every coefficient and every coordinate. Whether the points are on the curve or belong to a circuit
 * is left to the verification of the key.
 */
struct ZkeyFile {
  explicit ZkeyFile(const std::string& path);

  /** Refuses coefficients outside the circuit or not below r, and coordinates not below q; on all threads. */
  void check_contents(Work& work) const;

  /** wires - public_signals - 1. */
  std::uint32_t private_wires() const { return wires - public_signals - 1; }
  ZkeyCoefficient coefficient(std::uint64_t index) const {
    const std::uint8_t* record = coefficients + index * zkey_coefficient_bytes;
    return {load_u32(record), load_u32(record + 4), load_u32(record + 8), Fr::load(record + 12)};
  }

  BinFile file;
  std::uint32_t wires = 0, public_signals = 0, domain_size = 0;
  /** log2(domain_size), 1 to 28. */
  unsigned domain_power = 0;
  G1Affine alpha1, beta1, delta1;
  G2Affine beta2, gamma2, delta2;

  /** Points in Montgomery form at any alignment. Section 3: public_signals + 1 G1. */
  const std::uint8_t* ic = nullptr;
  /** Section 4: records of 44 bytes. */
  std::uint32_t coefficient_count = 0;
  const std::uint8_t* coefficients = nullptr;
  /** Sections 5, 6 (G1) and 7 (G2): one for each wire. */
  const std::uint8_t *a = nullptr, *b1 = nullptr, *b2 = nullptr;
  /** Section 8: one G1 for each private wire, the last wires. */
  const std::uint8_t* c = nullptr;
  /** Section 9: domain_size G1. */
  const std::uint8_t* h = nullptr;
  /** Section 10: circuit hash (64 bytes), u32 count, records; at least 68 bytes. */
  FileSection contributions;
};

}  // namespace proofpress
