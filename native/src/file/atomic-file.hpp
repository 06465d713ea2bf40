#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace proofpress {

/**
 * A file that appears at its path all at once: bytes go to `<path>.<random>.partial` beside it, `commit` syncs and renames.
 * Without `commit` (an error, a cancel) nothing is left behind. Failures are PROOFPRESS_IO.
 */
class AtomicFile {
 public:
  /** @param path UTF-8 */
  explicit AtomicFile(const std::string& path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /** Writes at any offset, in any order, from any thread. */
  void write_at(std::uint64_t offset, const void* bytes, std::size_t size);
  /** Where the bytes are until `commit`. */
  const std::string& partial_path() const { return partial_path_; }
  /** Brings everything to the disk and moves the file to its path. */
  void commit();

 private:
  bool create();
  void close_handle();

  std::string path_, partial_path_;
#if defined(_WIN32)
  void* handle_ = nullptr;
#else
  int descriptor_ = -1;
#endif
  bool committed_ = false;
};

}  // namespace proofpress
