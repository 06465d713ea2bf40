#include "random.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "failure.hpp"

#if defined(_WIN32)
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>

#include <bcrypt.h>
#elif defined(__linux__)
#include <sys/random.h>
#else
#include <sys/random.h>
#include <unistd.h>
#endif

namespace proofpress {

void random_bytes(void* target, std::size_t size) {
  auto* bytes = (unsigned char*)target;
  while (size > 0) {
    // getentropy gives at most 256 bytes a call.
    std::size_t piece = std::min<std::size_t>(size, 256);
#if defined(_WIN32)
    if (BCryptGenRandom(nullptr, bytes, (ULONG)piece, BCRYPT_USE_SYSTEM_PREFERRED_RNG) != 0)
      throw Failure(PROOFPRESS_INTERNAL, "The operating system gives no random numbers.");
#elif defined(__linux__)
    ssize_t given = getrandom(bytes, piece, 0);
    if (given < 0 && errno == EINTR) continue;
    if (given <= 0)
      throw Failure(PROOFPRESS_INTERNAL, std::string("The operating system gives no random numbers: ") + std::strerror(errno), errno);
    piece = (std::size_t)given;
#else
    if (getentropy(bytes, piece) != 0)
      throw Failure(PROOFPRESS_INTERNAL, std::string("The operating system gives no random numbers: ") + std::strerror(errno), errno);
#endif
    bytes += piece;
    size -= piece;
  }
}

std::string random_hex(std::size_t digits) {
  std::string text(digits, '0');
  random_bytes(&text[0], digits);
  for (char& digit : text) digit = "0123456789abcdef"[(unsigned char)digit & 15];
  return text;
}

Fr random_scalar() {
  Secret<U256> candidate;
  do {
    random_bytes(candidate.value.limb, sizeof candidate.value.limb);
    // r is below 2^254. A uniform element is as uniform when its bytes are taken as Montgomery form.
    candidate.value.limb[3] &= ~0ull >> 2;
  } while (candidate.value.is_zero() || !less_than(candidate.value, Fr::modulus()));
  return Fr{candidate.value};
}

void wipe(void* target, std::size_t size) {
  volatile unsigned char* bytes = (volatile unsigned char*)target;
  while (size--) *bytes++ = 0;
}

}  // namespace proofpress
