#pragma once

#include <string>

namespace proofpress {

/** A library that is opened at run time and never closed. */
class DynamicLibrary {
 public:
  /** @param path a file, or a bare name that the system looks for; where it cannot be opened `handle` is null */
  explicit DynamicLibrary(const std::string& path);

  bool is_open() const { return handle_ != nullptr; }
  /** Why it is not open: the end of a sentence, no full stop. */
  const std::string& problem() const { return problem_; }
  /** Null where it has no such function. */
  void* find(const char* name) const;

 private:
  void* handle_;
  std::string problem_;
};

}  // namespace proofpress
