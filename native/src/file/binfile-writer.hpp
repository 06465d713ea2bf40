#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "atomic-file.hpp"
#include "mapped-file.hpp"

namespace proofpress {

/** What a section will hold, in the order of the file. */
struct SectionPlan {
  std::uint32_t id;
  /** Payload bytes. */
  std::uint64_t size;
};

/**
 * Writes an iden3 container (see BinFile) whose section sizes are known beforehand; sections are filled in any order, from any
 * thread, and the file appears at its path by `commit`. Every payload byte must have been written exactly once by then.
 */
class BinFileWriter {
 public:
  BinFileWriter(const std::string& path, const char* magic, std::uint32_t version, const std::vector<SectionPlan>& plan);

  /** Writes part of a section, `offset` bytes from its start. */
  void write(std::uint32_t id, std::uint64_t offset, const void* bytes, std::size_t size);
  /** The file as far as it is written, to read sections back; a section starts at `section_start` bytes in it. */
  MappedFile map_written() const { return MappedFile(file_.partial_path()); }
  std::uint64_t section_start(std::uint32_t id) const { return find(id).start; }
  void commit();

 private:
  struct Section {
    SectionPlan plan;
    std::uint64_t start;
  };
  const Section& find(std::uint32_t id) const;

  AtomicFile file_;
  std::vector<Section> sections_;
  std::uint64_t payload_bytes_ = 0;
  std::atomic<std::uint64_t> written_bytes_{0};
};

}  // namespace proofpress
