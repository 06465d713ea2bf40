#include "atomic-file.hpp"

#include <algorithm>

#include "../platform/failure.hpp"
#include "../platform/random.hpp"

#if defined(_WIN32)
#include "windows-path.hpp"
#else
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#endif

namespace proofpress {
namespace {

constexpr int name_attempts = 16;

}  // namespace

AtomicFile::AtomicFile(const std::string& path) : path_(path) {
  for (int attempt = 0; attempt < name_attempts; attempt++) {
    partial_path_ = path + "." + random_hex(12) + ".partial";
    if (create()) return;
    if (errno != EEXIST) break;
  }
  fail_io("Cannot create", path_);
}

AtomicFile::~AtomicFile() {
  close_handle();
#if defined(_WIN32)
  if (!committed_) DeleteFileW(wide_path(partial_path_).c_str());
#else
  if (!committed_) unlink(partial_path_.c_str());
#endif
}

#if defined(_WIN32)

bool AtomicFile::create() {
  HANDLE handle = CreateFileW(wide_path(partial_path_).c_str(), GENERIC_WRITE, FILE_SHARE_READ, nullptr, CREATE_NEW, FILE_ATTRIBUTE_NORMAL,
                              nullptr);
  if (handle == INVALID_HANDLE_VALUE) {
    bool exists = GetLastError() == ERROR_FILE_EXISTS;
    set_errno_from_system();
    if (exists) errno = EEXIST;
    return false;
  }
  handle_ = handle;
  return true;
}

void AtomicFile::write_at(std::uint64_t offset, const void* bytes, std::size_t size) {
  const char* position = (const char*)bytes;
  while (size > 0) {
    OVERLAPPED where{};
    where.Offset = (DWORD)offset;
    where.OffsetHigh = (DWORD)(offset >> 32);
    DWORD written = 0;
    if (!WriteFile(handle_, position, (DWORD)std::min<std::size_t>(size, 1 << 30), &written, &where)) {
      set_errno_from_system();
      fail_io("Cannot write", path_);
    }
    position += written;
    offset += written;
    size -= written;
  }
}

void AtomicFile::commit() {
  bool synced = FlushFileBuffers(handle_);
  if (!synced) set_errno_from_system();
  close_handle();
  if (!synced) fail_io("Cannot write", path_);
  if (!MoveFileExW(wide_path(partial_path_).c_str(), wide_path(path_).c_str(),
                   MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH)) {
    set_errno_from_system();
    fail_io("Cannot write", path_);
  }
  committed_ = true;
}

void AtomicFile::close_handle() {
  if (handle_) CloseHandle(handle_);
  handle_ = nullptr;
}

#else

bool AtomicFile::create() {
  descriptor_ = open(partial_path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  return descriptor_ >= 0;
}

void AtomicFile::write_at(std::uint64_t offset, const void* bytes, std::size_t size) {
  const char* position = (const char*)bytes;
  while (size > 0) {
    ssize_t written = pwrite(descriptor_, position, std::min<std::size_t>(size, 1 << 30), (off_t)offset);
    if (written < 0 && errno == EINTR) continue;
    if (written == 0) errno = ENOSPC;
    if (written <= 0) fail_io("Cannot write", path_);
    position += written;
    offset += (std::uint64_t)written;
    size -= (std::size_t)written;
  }
}

void AtomicFile::commit() {
  if (fsync(descriptor_) != 0) fail_io("Cannot write", path_);
  int closed = close(descriptor_);
  descriptor_ = -1;
  if (closed != 0) fail_io("Cannot write", path_);
  if (std::rename(partial_path_.c_str(), path_.c_str()) != 0) fail_io("Cannot write", path_);
  committed_ = true;
}

void AtomicFile::close_handle() {
  if (descriptor_ >= 0) close(descriptor_);
  descriptor_ = -1;
}

#endif

}  // namespace proofpress
