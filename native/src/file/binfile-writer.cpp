#include "binfile-writer.hpp"

#include <cstring>

#include "../platform/failure.hpp"
#include "bytes.hpp"

namespace proofpress {

BinFileWriter::BinFileWriter(const std::string& path, const char* magic, std::uint32_t version,
                             const std::vector<SectionPlan>& plan)
    : file_(path) {
  std::uint8_t header[12];
  std::memcpy(header, magic, 4);
  store_u32(header + 4, version);
  store_u32(header + 8, (std::uint32_t)plan.size());
  file_.write_at(0, header, sizeof header);
  std::uint64_t position = sizeof header;
  for (const SectionPlan& section : plan) {
    std::uint8_t section_header[12];
    store_u32(section_header, section.id);
    store_u64(section_header + 4, section.size);
    file_.write_at(position, section_header, sizeof section_header);
    position += sizeof section_header;
    sections_.push_back({section, position});
    position += section.size;
    payload_bytes_ += section.size;
  }
}

const BinFileWriter::Section& BinFileWriter::find(std::uint32_t id) const {
  for (const Section& section : sections_)
    if (section.plan.id == id) return section;
  throw Failure(PROOFPRESS_INTERNAL, "A section is not in the plan of its file.");
}

void BinFileWriter::write(std::uint32_t id, std::uint64_t offset, const void* bytes, std::size_t size) {
  const Section& section = find(id);
  if (offset > section.plan.size || size > section.plan.size - offset)
    throw Failure(PROOFPRESS_INTERNAL, "A section was written outside its plan.");
  file_.write_at(section.start + offset, bytes, size);
  written_bytes_ += size;
}

void BinFileWriter::commit() {
  if (written_bytes_ != payload_bytes_) throw Failure(PROOFPRESS_INTERNAL, "A section was not written whole.");
  file_.commit();
}

}  // namespace proofpress
