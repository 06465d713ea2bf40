#pragma once

#include <string>
#include <utility>
#include <vector>

#include "mapped-file.hpp"

namespace proofpress {

/** Payload of one section of an iden3 container; may start at any byte. */
struct FileSection {
  const std::uint8_t* data = nullptr;
  std::uint64_t size = 0;
};

/**
 * An iden3 container file (binfileutils): magic, u32 version, u32 number of sections, then for each u32 id, u64 size,
 * payload; all little-endian. The section table is checked when it is opened: every section inside the file, no id twice.
 * Unknown ids are left alone; bytes after the last section are ignored, as binfileutils does.
 */
class BinFile {
 public:
  /** @param magic four characters: "r1cs", "wtns", "zkey" or "ptau". @param last_version newest version that is understood */
  BinFile(const std::string& path, const char* magic, std::uint32_t last_version);

  const MappedFile& mapping() const { return mapping_; }
  const std::string& path() const { return mapping_.path(); }
  bool has(std::uint32_t id) const { return find(id) != nullptr; }
  /** The section, which must be there. */
  FileSection section(std::uint32_t id) const;
  /** The section, which must be there and have exactly this size in bytes. */
  FileSection section(std::uint32_t id, std::uint64_t size) const;
  /** Throws PROOFPRESS_INVALID: "The .zkey file PATH is refused: <reason>." */
  [[noreturn]] void refuse(const std::string& reason) const;

 private:
  const FileSection* find(std::uint32_t id) const;

  MappedFile mapping_;
  std::string magic_;
  std::vector<std::pair<std::uint32_t, FileSection>> sections_;
};

}  // namespace proofpress
