#include "r1cs.hpp"

#include "field-elements.hpp"

namespace proofpress {

R1csFile::R1csFile(const std::string& path, Work& work) : file(path, "r1cs", 1) {
  const std::uint8_t* header = file.section(1, 64).data;
  if (!is_modulus_of<Fr>(header)) file.refuse("it belongs to another field");
  wires = load_u32(header + 36);
  std::uint64_t public_count = (std::uint64_t)load_u32(header + 40) + load_u32(header + 44);
  constraints = load_u32(header + 60);
  if (public_count >= wires) file.refuse("its counts contradict each other");
  public_signals = (std::uint32_t)public_count;
  // The labels are not read; their section keeps a damaged count of wires from costing memory.
  file.section(3, (std::uint64_t)wires * 8);
  mark_runs(file.section(2));
  check_terms(work);
}

void R1csFile::mark_runs(FileSection section) {
  const std::uint8_t* position = section.data;
  std::uint64_t left = section.size;
  // Each constraint takes 12 bytes at least: a damaged count must not cost memory.
  if (constraints > left / 12) file.refuse("it has fewer constraints than its header says");
  Mark mark{position, 0, 0};
  for (std::uint32_t constraint = 0; constraint < constraints; constraint++) {
    if (constraint % run_length == 0) marks.push_back(mark);
    for (int matrix = 0; matrix < 3; matrix++) {
      if (left < 4) file.refuse("it has fewer constraints than its header says");
      std::uint64_t count = load_u32(mark.position);
      left -= 4;
      if (count > left / r1cs_term_bytes) file.refuse("it has fewer constraints than its header says");
      left -= count * r1cs_term_bytes;
      mark.position += 4 + count * r1cs_term_bytes;
      mark.terms += count;
      if (matrix < 2) mark.terms_a_and_b += count;
    }
  }
  marks.push_back(mark);
  if (left != 0) file.refuse("it has more constraints than its header says");
}

void R1csFile::check_terms(Work& work) const {
  std::atomic<bool> known{true}, canonical{true};
  work.parallel(runs(), 16, nullptr, [&](std::size_t begin, std::size_t end, unsigned) {
    bool all_known = true, all_canonical = true;
    for (std::size_t run = begin; run < end; run++) {
      for_each_combination(run, [&](std::uint32_t, int, const R1csCombination& combination) {
        for (std::uint32_t i = 0; i < combination.count; i++) {
          all_known &= combination.wire(i) < wires;
          all_canonical &= Fr::is_canonical(combination.terms + i * r1cs_term_bytes + 4);
        }
      });
    }
    if (!all_known) known = false;
    if (!all_canonical) canonical = false;
  });
  if (!known) file.refuse("it names an unknown wire");
  if (!canonical) file.refuse("a coefficient is out of range");
}

}  // namespace proofpress
