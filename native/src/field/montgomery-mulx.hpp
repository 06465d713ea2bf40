#pragma once

#include "limbs.hpp"

#if defined(__x86_64__) && defined(__ADX__) && defined(__BMI2__)
#define PROOFPRESS_HAS_MULX 1

namespace proofpress {

// The first row of the schoolbook product a b, from limb 0 of a. The row's fifth limb is left in `high`.
#define PROOFPRESS_FIRST_ROW                                             \
  "movq 0(%[a]), %%rdx\n\t"                                              \
  "mulxq 0(%[b]), %[t0], %[t1]\n\t"                                      \
  "mulxq 8(%[b]), %[low], %[t2]\n\t"                                     \
  "addq %[low], %[t1]\n\t"                                               \
  "mulxq 16(%[b]), %[low], %[t3]\n\t"                                    \
  "adcq %[low], %[t2]\n\t"                                               \
  "mulxq 24(%[b]), %[low], %[high]\n\t"                                  \
  "adcq %[low], %[t3]\n\t"                                               \
  "adcq $0, %[high]\n\t"

// The row of one limb of `left`, added to t0..t3; the two carry chains of adcx and adox run side by side. What stands above
// t3 is left in `top`, whose old value `fifth` (if any) joins it.
#define PROOFPRESS_ROW(left, offset, right, top, fifth)                  \
  "movq " #offset "(%[" #left "]), %%rdx\n\t"                            \
  "xorl %k[low], %k[low]\n\t"                                            \
  "mulxq 0(%[" #right "]), %[low], %[spare]\n\t"                         \
  "adoxq %[low], %[t0]\n\t"                                              \
  "adcxq %[spare], %[t1]\n\t"                                            \
  "mulxq 8(%[" #right "]), %[low], %[spare]\n\t"                         \
  "adoxq %[low], %[t1]\n\t"                                              \
  "adcxq %[spare], %[t2]\n\t"                                            \
  "mulxq 16(%[" #right "]), %[low], %[spare]\n\t"                        \
  "adoxq %[low], %[t2]\n\t"                                              \
  "adcxq %[spare], %[t3]\n\t"                                            \
  "mulxq 24(%[" #right "]), %[low], %[" #top "]\n\t"                     \
  "adoxq %[low], %[t3]\n\t"                                              \
  "movl $0, %k[low]\n\t"                                                 \
  fifth                                                                  \
  "adoxq %[low], %[high]\n\t"
#define PROOFPRESS_PRODUCT_ROW(left, offset, right) PROOFPRESS_ROW(left, offset, right, high, "adcxq %[low], %[high]\n\t")
#define PROOFPRESS_ADDED_ROW(left, offset, right) PROOFPRESS_ROW(left, offset, right, spare, "adcxq %[spare], %[high]\n\t")

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

#define PROOFPRESS_MODULUS_OPERANDS                                                                              \
  [inverse] "m"(Parameters::negative_inverse), [p0] "m"(Parameters::modulus[0]), [p1] "m"(Parameters::modulus[1]), \
      [p2] "m"(Parameters::modulus[2]), [p3] "m"(Parameters::modulus[3])

/** As `multiply_portable`, with mulx and two carry chains; the result is below 2p. */
template <class Parameters>
inline __attribute__((always_inline)) void multiply_mulx(u64* out, const u64* a, const u64* b) {
  u64 t0, t1, t2, t3, low, high, spare;
  __asm__(PROOFPRESS_FIRST_ROW PROOFPRESS_REDUCTION_ROW                  //
              PROOFPRESS_PRODUCT_ROW(a, 8, b) PROOFPRESS_REDUCTION_ROW   //
          PROOFPRESS_PRODUCT_ROW(a, 16, b) PROOFPRESS_REDUCTION_ROW      //
          PROOFPRESS_PRODUCT_ROW(a, 24, b) PROOFPRESS_REDUCTION_ROW
          : [t0] "=&r"(t0), [t1] "=&r"(t1), [t2] "=&r"(t2), [t3] "=&r"(t3), [low] "=&r"(low), [high] "=&r"(high),
            [spare] "=&r"(spare)
          : [a] "r"(a), [b] "r"(b), PROOFPRESS_MODULUS_OPERANDS, "m"(*(const u64(*)[4])a), "m"(*(const u64(*)[4])b)
          : "rdx", "cc");
  out[0] = t0;
  out[1] = t1;
  out[2] = t2;
  out[3] = t3;
}

/**
 * (a b + c d) 2^-256 mod p with one reduction for both products, for factors up to p; the result is below 2p. (The sum is at most
 * 2 p^2, and 2 p < 2^256 / 2.)
 */
template <class Parameters>
inline __attribute__((always_inline)) void sum_of_products_mulx(u64* out, const u64* a, const u64* b, const u64* c,
                                                                const u64* d) {
  u64 t0, t1, t2, t3, low, high, spare;
  __asm__(PROOFPRESS_FIRST_ROW PROOFPRESS_ADDED_ROW(c, 0, d) PROOFPRESS_REDUCTION_ROW                            //
              PROOFPRESS_PRODUCT_ROW(a, 8, b) PROOFPRESS_ADDED_ROW(c, 8, d) PROOFPRESS_REDUCTION_ROW             //
          PROOFPRESS_PRODUCT_ROW(a, 16, b) PROOFPRESS_ADDED_ROW(c, 16, d) PROOFPRESS_REDUCTION_ROW               //
          PROOFPRESS_PRODUCT_ROW(a, 24, b) PROOFPRESS_ADDED_ROW(c, 24, d) PROOFPRESS_REDUCTION_ROW
          : [t0] "=&r"(t0), [t1] "=&r"(t1), [t2] "=&r"(t2), [t3] "=&r"(t3), [low] "=&r"(low), [high] "=&r"(high),
            [spare] "=&r"(spare)
          : [a] "r"(a), [b] "r"(b), [c] "r"(c), [d] "r"(d), PROOFPRESS_MODULUS_OPERANDS, "m"(*(const u64(*)[4])a),
            "m"(*(const u64(*)[4])b), "m"(*(const u64(*)[4])c), "m"(*(const u64(*)[4])d)
          : "rdx", "cc");
  out[0] = t0;
  out[1] = t1;
  out[2] = t2;
  out[3] = t3;
}

#undef PROOFPRESS_FIRST_ROW
#undef PROOFPRESS_ROW
#undef PROOFPRESS_PRODUCT_ROW
#undef PROOFPRESS_ADDED_ROW
#undef PROOFPRESS_REDUCTION_ROW
#undef PROOFPRESS_MODULUS_OPERANDS

}  // namespace proofpress
#endif
