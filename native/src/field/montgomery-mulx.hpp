#pragma once

#include "limbs.hpp"

#if defined(__x86_64__) && defined(__ADX__) && defined(__BMI2__)
#define PROOFPRESS_HAS_MULX 1

namespace proofpress {

// One row of the schoolbook product, added to t0..t3; the two carry chains of adcx and adox run side by side. The row's
// fifth limb is left in `high`.
#define PROOFPRESS_PRODUCT_ROW(offset)                                   \
  "movq " #offset "(%[a]), %%rdx\n\t"                                    \
  "xorl %k[low], %k[low]\n\t"                                            \
  "mulxq 0(%[b]), %[low], %[high]\n\t"                                   \
  "adoxq %[low], %[t0]\n\t"                                              \
  "adcxq %[high], %[t1]\n\t"                                             \
  "mulxq 8(%[b]), %[low], %[high]\n\t"                                   \
  "adoxq %[low], %[t1]\n\t"                                              \
  "adcxq %[high], %[t2]\n\t"                                             \
  "mulxq 16(%[b]), %[low], %[high]\n\t"                                  \
  "adoxq %[low], %[t2]\n\t"                                              \
  "adcxq %[high], %[t3]\n\t"                                             \
  "mulxq 24(%[b]), %[low], %[high]\n\t"                                  \
  "adoxq %[low], %[t3]\n\t"                                              \
  "movl $0, %k[low]\n\t"                                                 \
  "adcxq %[low], %[high]\n\t"                                            \
  "adoxq %[low], %[high]\n\t"

// Adds m p with m chosen so that t0 vanishes, and moves everything one limb down; `high` becomes t3.
#define PROOFPRESS_REDUCTION_ROW                                         \
  "movq %[inverse], %%rdx\n\t"                                           \
  "imulq %[t0], %%rdx\n\t"                                               \
  "xorl %k[low], %k[low]\n\t"                                            \
  "mulxq %[p0], %[low], %[spare]\n\t"                                    \
  "adcxq %[t0], %[low]\n\t"                                              \
  "movq %[spare], %[t0]\n\t"                                             \
  "adcxq %[t1], %[t0]\n\t"                                               \
  "mulxq %[p1], %[low], %[t1]\n\t"                                       \
  "adoxq %[low], %[t0]\n\t"                                              \
  "adcxq %[t2], %[t1]\n\t"                                               \
  "mulxq %[p2], %[low], %[t2]\n\t"                                       \
  "adoxq %[low], %[t1]\n\t"                                              \
  "adcxq %[t3], %[t2]\n\t"                                               \
  "mulxq %[p3], %[low], %[t3]\n\t"                                       \
  "adoxq %[low], %[t2]\n\t"                                              \
  "movl $0, %k[low]\n\t"                                                 \
  "adcxq %[low], %[t3]\n\t"                                              \
  "adoxq %[high], %[t3]\n\t"

/** As `multiply_portable`, with mulx and two carry chains; the result is below 2p. */
template <class Parameters>
inline __attribute__((always_inline)) void multiply_mulx(u64* out, const u64* a, const u64* b) {
  u64 t0 = 0, t1 = 0, t2 = 0, t3 = 0, low, high, spare;
  __asm__(PROOFPRESS_PRODUCT_ROW(0) PROOFPRESS_REDUCTION_ROW PROOFPRESS_PRODUCT_ROW(8) PROOFPRESS_REDUCTION_ROW
              PROOFPRESS_PRODUCT_ROW(16) PROOFPRESS_REDUCTION_ROW PROOFPRESS_PRODUCT_ROW(24) PROOFPRESS_REDUCTION_ROW
          : [t0] "+&r"(t0), [t1] "+&r"(t1), [t2] "+&r"(t2), [t3] "+&r"(t3), [low] "=&r"(low), [high] "=&r"(high),
            [spare] "=&r"(spare)
          : [a] "r"(a), [b] "r"(b), [inverse] "m"(Parameters::negative_inverse), [p0] "m"(Parameters::modulus[0]),
            [p1] "m"(Parameters::modulus[1]), [p2] "m"(Parameters::modulus[2]), [p3] "m"(Parameters::modulus[3]),
            "m"(*(const u64(*)[4])a), "m"(*(const u64(*)[4])b)
          : "rdx", "cc");
  out[0] = t0;
  out[1] = t1;
  out[2] = t2;
  out[3] = t3;
}

#undef PROOFPRESS_PRODUCT_ROW
#undef PROOFPRESS_REDUCTION_ROW

}  // namespace proofpress
#endif
