#include "binfile.hpp"

#include <cstring>

#include "../platform/failure.hpp"
#include "bytes.hpp"

namespace proofpress {
namespace {

constexpr std::size_t file_header_bytes = 12;
constexpr std::size_t section_header_bytes = 12;
/** More than any of the formats has; a damaged count must not cost memory. */
constexpr std::uint32_t most_sections = 256;

}  // namespace

BinFile::BinFile(const std::string& path, const char* magic, std::uint32_t last_version) : mapping_(path), magic_(magic) {
  const std::uint8_t* data = mapping_.data();
  std::uint64_t size = mapping_.size();
  if (size < file_header_bytes || std::memcmp(data, magic, 4) != 0) refuse("it is no such file");
  std::uint32_t version = load_u32(data + 4);
  if (version < 1 || version > last_version) refuse("format version " + std::to_string(version) + " is unknown");
  std::uint32_t count = load_u32(data + 8);
  if (count > most_sections) refuse("it claims " + std::to_string(count) + " sections");

  std::uint64_t position = file_header_bytes;
  for (std::uint32_t i = 0; i < count; i++) {
    if (size - position < section_header_bytes) refuse("it is truncated");
    std::uint32_t id = load_u32(data + position);
    std::uint64_t section_size = load_u64(data + position + 4);
    position += section_header_bytes;
    if (section_size > size - position) refuse("section " + std::to_string(id) + " runs past the end of the file");
    if (has(id)) refuse("section " + std::to_string(id) + " occurs twice");
    sections_.push_back({id, {data + position, section_size}});
    position += section_size;
  }
}

const FileSection* BinFile::find(std::uint32_t id) const {
  for (const auto& [section_id, section] : sections_)
    if (section_id == id) return &section;
  return nullptr;
}

FileSection BinFile::section(std::uint32_t id) const {
  const FileSection* section = find(id);
  if (!section) refuse("section " + std::to_string(id) + " is missing");
  return *section;
}

FileSection BinFile::section(std::uint32_t id, std::uint64_t size) const {
  FileSection found = section(id);
  if (found.size != size) refuse("section " + std::to_string(id) + " has a wrong size");
  return found;
}

void BinFile::refuse(const std::string& reason) const {
  fail_invalid("The ." + magic_ + " file " + path() + " is refused: " + reason + ".");
}

}  // namespace proofpress
