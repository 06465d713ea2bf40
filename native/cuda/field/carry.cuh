#pragma once

#include "../runtime/platform.cuh"

// Arithmetic of 32-bit limbs with a carry from one step to the next: all that the fields need. On the device every function is
// one PTX instruction and the carry stands in the condition-code register; elsewhere `Carry` holds it. A chain begins with a
// function whose name has no c before the underscore (add_cc, mad_lo_cc), goes on with those that take a carry (addc_cc, ...)
// and ends with one that leaves none (addc, madc_hi); nothing else may stand in between.
namespace proofpress::cuda {

#ifdef __CUDA_ARCH__

struct Carry {};

__device__ __forceinline__ uint32_t add_cc(Carry&, uint32_t a, uint32_t b) {
  uint32_t r;
  asm volatile("add.cc.u32 %0, %1, %2;" : "=r"(r) : "r"(a), "r"(b));
  return r;
}
__device__ __forceinline__ uint32_t addc_cc(Carry&, uint32_t a, uint32_t b) {
  uint32_t r;
  asm volatile("addc.cc.u32 %0, %1, %2;" : "=r"(r) : "r"(a), "r"(b));
  return r;
}
__device__ __forceinline__ uint32_t addc(Carry&, uint32_t a, uint32_t b) {
  uint32_t r;
  asm volatile("addc.u32 %0, %1, %2;" : "=r"(r) : "r"(a), "r"(b));
  return r;
}
__device__ __forceinline__ uint32_t sub_cc(Carry&, uint32_t a, uint32_t b) {
  uint32_t r;
  asm volatile("sub.cc.u32 %0, %1, %2;" : "=r"(r) : "r"(a), "r"(b));
  return r;
}
__device__ __forceinline__ uint32_t subc_cc(Carry&, uint32_t a, uint32_t b) {
  uint32_t r;
  asm volatile("subc.cc.u32 %0, %1, %2;" : "=r"(r) : "r"(a), "r"(b));
  return r;
}
__device__ __forceinline__ uint32_t subc(Carry&, uint32_t a, uint32_t b) {
  uint32_t r;
  asm volatile("subc.u32 %0, %1, %2;" : "=r"(r) : "r"(a), "r"(b));
  return r;
}
__device__ __forceinline__ uint32_t mul_lo(uint32_t a, uint32_t b) { return a * b; }
/** Both halves of a product by one instruction. */
__device__ __forceinline__ void mul_wide(uint32_t& low, uint32_t& high, uint32_t a, uint32_t b) {
  uint64_t product;
  asm volatile("mul.wide.u32 %0, %1, %2;" : "=l"(product) : "r"(a), "r"(b));
  low = (uint32_t)product;
  high = (uint32_t)(product >> 32);
}
__device__ __forceinline__ uint32_t mad_lo_cc(Carry&, uint32_t a, uint32_t b, uint32_t c) {
  uint32_t r;
  asm volatile("mad.lo.cc.u32 %0, %1, %2, %3;" : "=r"(r) : "r"(a), "r"(b), "r"(c));
  return r;
}
__device__ __forceinline__ uint32_t madc_lo_cc(Carry&, uint32_t a, uint32_t b, uint32_t c) {
  uint32_t r;
  asm volatile("madc.lo.cc.u32 %0, %1, %2, %3;" : "=r"(r) : "r"(a), "r"(b), "r"(c));
  return r;
}
__device__ __forceinline__ uint32_t madc_hi_cc(Carry&, uint32_t a, uint32_t b, uint32_t c) {
  uint32_t r;
  asm volatile("madc.hi.cc.u32 %0, %1, %2, %3;" : "=r"(r) : "r"(a), "r"(b), "r"(c));
  return r;
}
__device__ __forceinline__ uint32_t madc_hi(Carry&, uint32_t a, uint32_t b, uint32_t c) {
  uint32_t r;
  asm volatile("madc.hi.u32 %0, %1, %2, %3;" : "=r"(r) : "r"(a), "r"(b), "r"(c));
  return r;
}

#else

/** The condition code: 1 after a carry or a borrow, else 0. */
struct Carry {
  uint32_t flag = 0;

  /** The low half of a sum; the carry out of it is kept. */
  uint32_t keep(uint64_t sum) {
    flag = (uint32_t)(sum >> 32);
    return (uint32_t)sum;
  }
  /** a - b - borrow; the borrow out of it is kept. */
  uint32_t borrow(uint32_t a, uint32_t b, uint32_t in) {
    const uint64_t difference = (uint64_t)a - b - in;
    flag = (uint32_t)(difference >> 63);
    return (uint32_t)difference;
  }
};

inline uint32_t mul_lo(uint32_t a, uint32_t b) { return a * b; }
inline uint32_t mul_hi(uint32_t a, uint32_t b) { return (uint32_t)((uint64_t)a * b >> 32); }
inline void mul_wide(uint32_t& low, uint32_t& high, uint32_t a, uint32_t b) {
  low = mul_lo(a, b);
  high = mul_hi(a, b);
}
inline uint32_t add_cc(Carry& carry, uint32_t a, uint32_t b) { return carry.keep((uint64_t)a + b); }
inline uint32_t addc_cc(Carry& carry, uint32_t a, uint32_t b) { return carry.keep((uint64_t)a + b + carry.flag); }
inline uint32_t addc(Carry& carry, uint32_t a, uint32_t b) { return a + b + carry.flag; }
inline uint32_t sub_cc(Carry& carry, uint32_t a, uint32_t b) { return carry.borrow(a, b, 0); }
inline uint32_t subc_cc(Carry& carry, uint32_t a, uint32_t b) { return carry.borrow(a, b, carry.flag); }
inline uint32_t subc(Carry& carry, uint32_t a, uint32_t b) { return a - b - carry.flag; }
inline uint32_t mad_lo_cc(Carry& carry, uint32_t a, uint32_t b, uint32_t c) { return carry.keep((uint64_t)mul_lo(a, b) + c); }
inline uint32_t madc_lo_cc(Carry& carry, uint32_t a, uint32_t b, uint32_t c) {
  return carry.keep((uint64_t)mul_lo(a, b) + c + carry.flag);
}
inline uint32_t madc_hi_cc(Carry& carry, uint32_t a, uint32_t b, uint32_t c) {
  return carry.keep((uint64_t)mul_hi(a, b) + c + carry.flag);
}
inline uint32_t madc_hi(Carry& carry, uint32_t a, uint32_t b, uint32_t c) { return mul_hi(a, b) + c + carry.flag; }

#endif

}  // namespace proofpress::cuda
