#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "atomic-file.hpp"

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
  void commit();

 private:
  struct Section {
    SectionPlan plan;
    std::uint64_t start;
  };

  AtomicFile file_;
  std::vector<Section> sections_;
  std::uint64_t payload_bytes_ = 0;
  std::atomic<std::uint64_t> written_bytes_{0};
};

}  // namespace proofpress
