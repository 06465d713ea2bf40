#include "damage-file.hpp"

#include <utility>

#include "../src/file/bytes.hpp"

using namespace proofpress;

namespace proofpress_test {
namespace {

std::uint64_t interesting_number(Random& random, std::uint64_t old) {
  static const std::uint64_t numbers[] = {0,          1,          2,          3,           4,           27,         28,
                                          29,         31,         32,         33,          63,          64,         255,
                                          256,        65536,      0x7fffffff, 0x80000000,  0xfffffffe,  0xffffffff, 0x100000000,
                                          1ull << 62, 1ull << 63, ~0ull - 63, ~0ull - 127, ~0ull,       0x55555556, 0x5d1745d2};
  switch (random.below(4)) {
    case 0:
      return old + 1;
    case 1:
      return old - 1;
    case 2:
      return old ^ (1ull << random.below(34));
    default:
      return numbers[random.below(sizeof numbers / sizeof *numbers)];
  }
}

U256 interesting_element(Random& random) {
  U256 value = random.chance(2) ? Fq::modulus() : Fr::modulus();
  switch (random.below(6)) {
    case 0:
      return {};
    case 1:
      return {{~0ull, ~0ull, ~0ull, ~0ull}};
    case 2:
      return random.integer();
    case 3:
      value.limb[0]--;
      return value;
    case 4:
      return Fq::from_u64(random.below(4)).value;
    default:
      return value;
  }
}

/** A place for `size` bytes; mostly near the beginning, where headers and counts are, and of a multiple of four. */
std::size_t place(Random& random, const Bytes& bytes, std::size_t size) {
  const std::size_t last = bytes.size() - size;
  const std::size_t bound = random.chance(2) ? last : std::min<std::size_t>(last, 120);
  const std::size_t any = random.below(bound + 1);
  return random.chance(4) ? any : any / 4 * 4;
}

std::string damage_bytes(Bytes& bytes, Random& random) {
  if (bytes.size() < 32) return "nothing";
  switch (random.below(5)) {
    case 0: {
      const std::size_t at = place(random, bytes, 1);
      bytes[at] ^= (std::uint8_t)(1u << random.below(8));
      return "bit at " + std::to_string(at);
    }
    case 1: {
      const std::size_t at = place(random, bytes, 4);
      store_u32(bytes.data() + at, (std::uint32_t)interesting_number(random, load_u32(bytes.data() + at)));
      return "u32 at " + std::to_string(at);
    }
    case 2: {
      const std::size_t at = place(random, bytes, 8);
      store_u64(bytes.data() + at, interesting_number(random, load_u64(bytes.data() + at)));
      return "u64 at " + std::to_string(at);
    }
    case 3: {
      const std::size_t at = place(random, bytes, 32);
      interesting_element(random).store(bytes.data() + at);
      return "element at " + std::to_string(at);
    }
    default: {
      const std::size_t at = place(random, bytes, 32);
      for (std::size_t i = at; i < std::min(bytes.size(), at + 1 + random.below(64)); i++) bytes[i] = (std::uint8_t)random.next();
      return "bytes at " + std::to_string(at);
    }
  }
}

/** Changes a section and keeps the container well-formed, so that what reads the section sees it. */
std::string damage_section(std::vector<Section>& sections, Random& random) {
  const std::size_t index = random.below(sections.size());
  Section& section = sections[index];
  const std::string name = "section " + std::to_string(section.id);
  switch (random.below(14)) {
    case 0:
      section.payload.resize(random.below(section.payload.size() + 1));
      return name + " cut to " + std::to_string(section.payload.size());
    case 1:
      section.payload.resize(section.payload.size() + 1 + random.below(200), (std::uint8_t)random.next());
      return name + " stretched";
    case 2:
      sections.erase(sections.begin() + (std::ptrdiff_t)index);
      return name + " dropped";
    case 3:
      sections.push_back(Section(section));
      return name + " doubled";
    case 4:
      section.id = (std::uint32_t)interesting_number(random, section.id);
      return name + " renamed";
    case 5:
      std::swap(section.payload, sections[random.below(sections.size())].payload);
      return name + " exchanged";
    default:
      return name + ": " + damage_bytes(section.payload, random);
  }
}

/** What begins as a container and may not be one any more. */
bool is_container(const Bytes& file) {
  if (file.size() < 12 || load_u32(file.data() + 8) > 256) return false;
  std::size_t position = 12;
  for (std::uint32_t i = load_u32(file.data() + 8); i-- > 0;) {
    if (file.size() - position < 12) return false;
    const std::uint64_t size = load_u64(file.data() + position + 4);
    position += 12;
    if (size > file.size() - position) return false;
    position += (std::size_t)size;
  }
  return true;
}

}  // namespace

Bytes damage_file(const Bytes& file, Random& random, std::string& description) {
  Bytes damaged = file;
  description.clear();
  for (std::size_t count = 1 + random.below(random.chance(3) ? 4 : 1); count-- > 0;) {
    std::string what;
    const std::size_t kind = random.below(10);
    if (kind < 6 && is_container(damaged) && load_u32(damaged.data() + 8) > 0) {
      std::vector<Section> sections = split_container(damaged);
      what = damage_section(sections, random);
      damaged = join_container(damaged, sections);
    } else if (kind == 6) {
      damaged.resize(random.below(damaged.size() + 1));
      what = "cut to " + std::to_string(damaged.size());
    } else if (kind == 7) {
      damaged.resize(damaged.size() + 1 + random.below(100), (std::uint8_t)random.next());
      what = "garbage at the end";
    } else {
      what = damage_bytes(damaged, random);
    }
    description += (description.empty() ? "" : ", ") + what;
  }
  return damaged;
}

}  // namespace proofpress_test
