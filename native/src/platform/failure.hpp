#pragma once

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

#include "../../include/proofpress.h"

namespace proofpress {

/** The one exception of the prover; the C edge turns it into a `proofpress_error`. */
struct Failure : std::runtime_error {
  proofpress_status status;
  int system_error;
  Failure(proofpress_status status, const std::string& message, int system_error = 0)
      : std::runtime_error(message), status(status), system_error(system_error) {}
};

/** A file or argument that is not of the form it must have. */
[[noreturn]] inline void fail_invalid(const std::string& message) { throw Failure(PROOFPRESS_INVALID, message); }

/** A system call on a file failed; errno is taken along. */
[[noreturn]] inline void fail_io(const std::string& what, const std::string& path) {
  int code = errno;
  throw Failure(PROOFPRESS_IO, what + " " + path + ": " + std::strerror(code), code);
}

}  // namespace proofpress
