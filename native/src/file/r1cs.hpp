#pragma once

#include <vector>

#include "../field/bn254.hpp"
#include "../platform/work.hpp"
#include "binfile.hpp"
#include "bytes.hpp"

namespace proofpress {

/** Bytes of one term: u32 wire, coefficient (plain). */
constexpr std::size_t r1cs_term_bytes = 36;

/** A linear combination: its terms, 36 bytes each. */
struct R1csCombination {
  const std::uint8_t* terms;
  std::uint32_t count;

  std::uint32_t wire(std::uint32_t i) const { return load_u32(terms + i * r1cs_term_bytes); }
  U256 coefficient(std::uint32_t i) const { return U256::load(terms + i * r1cs_term_bytes + 4); }
};

/**
 * A .r1cs file over the scalar field of BN254 that was checked whole: section sizes, wires below `wires`, coefficients below r.
 * The view keeps the file mapped. A wire may occur several times in a combination; its coefficients add up.
 */
struct R1csFile {
  R1csFile(const std::string& path, Work& work);

  /** Where a run of consecutive constraints starts, and how many terms of A and B come before it. */
  struct Mark {
    const std::uint8_t* position;
    std::uint64_t terms_a_and_b;
    std::uint64_t terms;
  };
  /** Constraints between two marks. */
  static constexpr std::uint32_t run_length = 256;
  std::size_t runs() const { return marks.size() - 1; }
  /** Constraints [run_begin(run), run_begin(run + 1)). */
  std::uint32_t run_begin(std::size_t run) const {
    std::uint64_t begin = (std::uint64_t)run * run_length;
    return (std::uint32_t)(begin < constraints ? begin : constraints);
  }
  /** Calls body(constraint, matrix, combination) for the constraints of a run; matrix is 0 (A), 1 (B) or 2 (C). */
  template <class Body>
  void for_each_combination(std::size_t run, Body&& body) const {
    const std::uint8_t* position = marks[run].position;
    for (std::uint32_t constraint = run_begin(run); constraint < run_begin(run + 1); constraint++) {
      for (int matrix = 0; matrix < 3; matrix++) {
        R1csCombination combination{position + 4, load_u32(position)};
        body(constraint, matrix, combination);
        position = combination.terms + (std::size_t)combination.count * r1cs_term_bytes;
      }
    }
  }

  BinFile file;
  std::uint32_t wires = 0, public_signals = 0, constraints = 0;
  /** One for each run, and one at the end of all. */
  std::vector<Mark> marks;

 private:
  void mark_runs(FileSection section);
  void check_terms(Work& work) const;
};

}  // namespace proofpress
