#include "mapped-file.hpp"

#include <cstdint>
#include <utility>

#include "../platform/failure.hpp"

#if defined(_WIN32)
#include "windows-path.hpp"
#else
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

namespace proofpress {
namespace {

[[noreturn]] void fail_not_a_file(const std::string& path) { fail_invalid(path + " is not a file."); }
[[noreturn]] void fail_empty(const std::string& path) { fail_invalid("The file " + path + " is empty."); }

}  // namespace

#if defined(_WIN32)

MappedFile::MappedFile(const std::string& path) : path_(path) {
  HANDLE file = CreateFileW(wide_path(path).c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                            OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
  if (file == INVALID_HANDLE_VALUE) {
    set_errno_from_system();
    fail_io("Cannot open", path);
  }
  LARGE_INTEGER size;
  if (GetFileType(file) != FILE_TYPE_DISK || !GetFileSizeEx(file, &size)) {
    CloseHandle(file);
    fail_not_a_file(path);
  }
  if (size.QuadPart == 0) {
    CloseHandle(file);
    fail_empty(path);
  }
  HANDLE mapping = CreateFileMappingW(file, nullptr, PAGE_READONLY, 0, 0, nullptr);
  void* view = mapping ? MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0) : nullptr;
  if (!view) set_errno_from_system();
  // The view keeps the mapping and the file open.
  if (mapping) CloseHandle(mapping);
  CloseHandle(file);
  if (!view) fail_io("Cannot map", path);
  data_ = (const std::uint8_t*)view;
  size_ = (std::size_t)size.QuadPart;
}

MappedFile::~MappedFile() {
  if (data_) UnmapViewOfFile(data_);
}

void MappedFile::will_need(const std::uint8_t*, std::size_t) const {}
void MappedFile::done_with(const std::uint8_t*, std::size_t) const {}

#else

namespace {

std::size_t page_bytes() { return (std::size_t)sysconf(_SC_PAGESIZE); }

/** The system fills the last page with zeros: a checking build must notice who reads them. */
void guard_end_of_file([[maybe_unused]] const std::uint8_t* end, [[maybe_unused]] bool guarded) {
#if defined(__SANITIZE_ADDRESS__)
  const std::size_t rest = (page_bytes() - (std::size_t)end % page_bytes()) % page_bytes();
  if (guarded) {
    ASAN_POISON_MEMORY_REGION(end, rest);
  } else {
    ASAN_UNPOISON_MEMORY_REGION(end, rest);
  }
#endif
}

}  // namespace

MappedFile::MappedFile(const std::string& path) : path_(path) {
  // Opening a FIFO would wait for a writer.
  int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) fail_io("Cannot open", path);
  struct stat status;
  if (fstat(descriptor, &status) != 0) {
    int code = errno;
    close(descriptor);
    errno = code;
    fail_io("Cannot open", path);
  }
  if (!S_ISREG(status.st_mode)) {
    close(descriptor);
    fail_not_a_file(path);
  }
  if (status.st_size <= 0 || (std::uint64_t)status.st_size > SIZE_MAX) {
    close(descriptor);
    fail_empty(path);
  }
  void* view = mmap(nullptr, (std::size_t)status.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  int code = errno;
  close(descriptor);
  if (view == MAP_FAILED) {
    errno = code;
    fail_io("Cannot map", path);
  }
  data_ = (const std::uint8_t*)view;
  size_ = (std::size_t)status.st_size;
  guard_end_of_file(data_ + size_, true);
}

MappedFile::~MappedFile() {
  if (!data_) return;
  guard_end_of_file(data_ + size_, false);
  munmap((void*)data_, size_);
}

void MappedFile::advise(const std::uint8_t* bytes, std::size_t size, int advice) const {
  std::size_t before = (std::size_t)(bytes - data_) % page_bytes();
  if (size) madvise((void*)(bytes - before), size + before, advice);
}

void MappedFile::will_need(const std::uint8_t* bytes, std::size_t size) const { advise(bytes, size, MADV_WILLNEED); }
void MappedFile::done_with(const std::uint8_t* bytes, std::size_t size) const { advise(bytes, size, MADV_DONTNEED); }

#endif

MappedFile::MappedFile(MappedFile&& other) noexcept
    : path_(std::move(other.path_)), data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

}  // namespace proofpress
