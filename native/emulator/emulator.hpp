#pragma once

// The part of CUDA that native/cuda uses, on the processor: for checks of the kernels where there is no device. Blocks run one
// after the other; the threads of a block are fibers that change at barriers and exchanges, in an order that can be chosen.
// Memory that CUDA leaves undefined holds 0xAA. Kernels that need a barrier which is not there come out wrong in one of the orders;
// with the sanitizers of the compiler, reads and writes outside a buffer are found as well.

#include <cstddef>
#include <cstdint>

#include "cuda-types.hpp"
#include "run-block.hpp"
#include "runtime.hpp"

#define __global__
#define __device__
#define __host__
#define __constant__
#define __restrict__
#define __forceinline__ inline
#define __noinline__
#define __launch_bounds__(...)
#define __align__(bytes) alignas(bytes)

#define threadIdx (::proofpress::emulator::here().thread_index)
#define blockIdx (::proofpress::emulator::here().block_index)
#define blockDim (::proofpress::emulator::here().block_size)
#define gridDim (::proofpress::emulator::here().grid_size)
constexpr int warpSize = 32;

inline void __syncthreads() { ::proofpress::emulator::wait_for_block(); }
inline void __syncwarp(unsigned mask = ~0u) { ::proofpress::emulator::exchange_in_warp(mask, 0, ::proofpress::emulator::own_lane()); }
inline void __threadfence() {}
inline void __threadfence_block() {}

template <class T>
T __shfl_sync(unsigned mask, T value, int lane, int width = 32) {
  const int self = (int)::proofpress::emulator::own_lane();
  return ::proofpress::emulator::shuffle(mask, value, (self & ~(width - 1)) + (lane & (width - 1)));
}
template <class T>
T __shfl_xor_sync(unsigned mask, T value, int lanes, int width = 32) {
  const int self = (int)::proofpress::emulator::own_lane();
  const int source = self ^ lanes;
  return ::proofpress::emulator::shuffle(mask, value, source / width > self / width ? self : source);
}
template <class T>
T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = 32) {
  const int self = (int)::proofpress::emulator::own_lane();
  const int source = self + (int)delta;
  return ::proofpress::emulator::shuffle(mask, value, source / width != self / width ? self : source);
}
template <class T>
T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = 32) {
  const int self = (int)::proofpress::emulator::own_lane();
  const int source = self - (int)delta;
  return ::proofpress::emulator::shuffle(mask, value, source < (self & ~(width - 1)) ? self : source);
}
inline unsigned __ballot_sync(unsigned mask, int predicate) { return ::proofpress::emulator::ballot(mask, predicate != 0); }
inline int __any_sync(unsigned mask, int predicate) { return __ballot_sync(mask, predicate) != 0; }
inline int __all_sync(unsigned mask, int predicate) { return __ballot_sync(mask, !predicate) == 0; }

inline int __popc(unsigned value) { return __builtin_popcount(value); }
inline int __clz(int value) { return value == 0 ? 32 : __builtin_clz((unsigned)value); }
inline int __ffs(int value) { return __builtin_ffs(value); }
inline unsigned __brev(unsigned value) {
  unsigned result = 0;
  for (int i = 0; i < 32; i++) result |= (value >> i & 1) << (31 - i);
  return result;
}
template <class T>
T __ldg(const T* address) {
  return *address;
}

// Only the types that the device has them for. Fibers change at barriers alone, so nothing comes in between.
#define PROOFPRESS_EMULATE_ATOMICS(type)                                     \
  inline type atomicAdd(type* address, type value) {                         \
    const type old = *address;                                               \
    *address = old + value;                                                  \
    return old;                                                              \
  }                                                                          \
  inline type atomicMax(type* address, type value) {                         \
    const type old = *address;                                               \
    if (value > old) *address = value;                                       \
    return old;                                                              \
  }                                                                          \
  inline type atomicMin(type* address, type value) {                         \
    const type old = *address;                                               \
    if (value < old) *address = value;                                       \
    return old;                                                              \
  }                                                                          \
  inline type atomicExch(type* address, type value) {                        \
    const type old = *address;                                               \
    *address = value;                                                        \
    return old;                                                              \
  }                                                                          \
  inline type atomicOr(type* address, type value) {                          \
    const type old = *address;                                               \
    *address = old | value;                                                  \
    return old;                                                              \
  }                                                                          \
  inline type atomicCAS(type* address, type expected, type value) {          \
    const type old = *address;                                               \
    if (old == expected) *address = value;                                   \
    return old;                                                              \
  }
PROOFPRESS_EMULATE_ATOMICS(int)
PROOFPRESS_EMULATE_ATOMICS(unsigned)
PROOFPRESS_EMULATE_ATOMICS(unsigned long long)
#undef PROOFPRESS_EMULATE_ATOMICS
