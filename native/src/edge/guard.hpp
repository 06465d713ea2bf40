#pragma once

#include <cstring>
#include <new>
#include <string>

#include "../platform/failure.hpp"

namespace proofpress {

/** Fills `error` (may be null) and gives back `status`. The message is cut at a character where it is too long. */
inline proofpress_status report_error(proofpress_error* error, proofpress_status status, const char* message, int system_error = 0) {
  if (!error) return status;
  error->status = status;
  error->system_error = system_error;
  std::size_t length = std::strlen(message);
  if (length >= sizeof error->message) {
    length = sizeof error->message - 1;
    while (length > 0 && ((unsigned char)message[length] & 0xC0) == 0x80) length--;
  }
  std::memcpy(error->message, message, length);
  error->message[length] = 0;
  return status;
}

/** Runs the body of a C edge function; no exception leaves it. */
template <class Body>
proofpress_status guard(proofpress_error* error, Body&& body) noexcept {
  try {
    body();
    return report_error(error, PROOFPRESS_OK, "");
  } catch (const Failure& failure) {
    return report_error(error, failure.status, failure.what(), failure.system_error);
  } catch (const std::bad_alloc&) {
    return report_error(error, PROOFPRESS_MEMORY, "There is not enough memory for this work.");
  } catch (const std::exception& exception) {
    return report_error(error, PROOFPRESS_INTERNAL, exception.what());
  } catch (...) {
    return report_error(error, PROOFPRESS_INTERNAL, "An unknown failure.");
  }
}

/** Refuses a null pointer that a caller may not give. */
inline void require_argument(const void* pointer, const char* name) {
  if (!pointer) fail_invalid(std::string("The argument ") + name + " is missing.");
}

}  // namespace proofpress
