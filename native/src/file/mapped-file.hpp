#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace proofpress {

/**
 * A whole file, read-only in memory for as long as this object lives. Deleting or replacing the path does no harm meanwhile;
 * a file that another program cuts short while it is mapped ends this process, as the system has it.
 */
class MappedFile {
 public:
  /** @param path UTF-8. Failure: PROOFPRESS_IO if it cannot be opened, PROOFPRESS_INVALID for what is no file or is empty. */
  explicit MappedFile(const std::string& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  const std::string& path() const { return path_; }
  const std::uint8_t* data() const { return data_; }
  std::size_t size() const { return size_; }

  /** A hint that these bytes of the file are read soon, so that the system may fetch them ahead. */
  void will_need(const std::uint8_t* bytes, std::size_t size) const;
  /** A hint that these bytes are not read again soon. */
  void done_with(const std::uint8_t* bytes, std::size_t size) const;

 private:
  void advise(const std::uint8_t* bytes, std::size_t size, int advice) const;

  std::string path_;
  const std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace proofpress
