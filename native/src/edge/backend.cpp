#include <cstdint>
#include <cstring>

#include "../../include/proofpress.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace proofpress {

namespace {

struct Processor {
  bool mulx = false;
  bool ifma = false;
};

#if defined(__x86_64__)

bool bit(unsigned value, unsigned index) { return (value >> index & 1) != 0; }

/** XCR0: the register states that the operating system saves when it switches threads. */
std::uint64_t saved_states() {
  std::uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (std::uint64_t)high << 32 | low;
}

/** Intel's manual, volume 2, CPUID; volume 1, section 15.2 (detection of AVX-512). */
Processor detect() {
  Processor processor;
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return processor;
  bool has_xgetbv = bit(c, 27);
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return processor;
  processor.mulx = bit(b, 8) && bit(b, 19);  // BMI2, ADX
  // SSE, AVX and the three states of AVX-512: mask registers, upper halves of zmm0-15, zmm16-31.
  constexpr std::uint64_t states = 0xe6;
  bool zmm = has_xgetbv && (saved_states() & states) == states;
  // AVX512F, DQ, IFMA, BW, VL
  processor.ifma = processor.mulx && zmm && bit(b, 16) && bit(b, 17) && bit(b, 21) && bit(b, 30) && bit(b, 31);
  return processor;
}

#else

Processor detect() { return {}; }

#endif

}  // namespace

}  // namespace proofpress

extern "C" const char* proofpress_backend(void) { return PROOFPRESS_BACKEND_NAME; }

extern "C" int proofpress_processor_can_run(const char* backend) {
  static const proofpress::Processor processor = proofpress::detect();
  if (std::strcmp(backend, "portable") == 0) return 1;
  if (std::strcmp(backend, "mulx") == 0) return processor.mulx;
  if (std::strcmp(backend, "ifma") == 0) return processor.ifma;
  return 0;
}
