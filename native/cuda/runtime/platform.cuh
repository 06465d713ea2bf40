#pragma once

// What CUDA is to the rest of native/cuda: the compiler's own under nvcc, native/emulator under any other compiler. Kernels
// may count on blocks, warps of 32 with masks, barriers, shared memory, atomics and streams; on nothing that ties threads of a
// warp to the same instruction, on no library of kernels and no memory that both sides address.

#include <cstddef>
#include <cstdint>

// Host code of the library may come from another compiler than nvcc; then PROOFPRESS_WITH_CUDA tells it from the emulated one.
#if defined(__CUDACC__) || defined(PROOFPRESS_WITH_CUDA)

#include <cuda_runtime.h>

/** Shared memory of a fixed size, `count` elements of a type without constructors; only inside kernels, at the top. */
#define PROOFPRESS_SHARED(type, name, count) __shared__ type name[count]

/** The shared memory whose size the launch gives. */
#define PROOFPRESS_DYNAMIC_SHARED(type, name)                   \
  extern __shared__ __align__(16) unsigned char dynamic_shared_[]; \
  type* const name = reinterpret_cast<type*>(dynamic_shared_)

#define PROOFPRESS_START_KERNEL(kernel, grid, block, shared_bytes, stream, ...) \
  kernel<<<grid, block, shared_bytes, stream>>>(__VA_ARGS__)

#else

#include "../../emulator/emulator.hpp"

#define PROOFPRESS_SHARED(type, name, count)      \
  static const char name##_key_ = 0;              \
  type* const name = static_cast<type*>(::proofpress::emulator::shared_variable(&name##_key_, sizeof(type) * (count)))

#define PROOFPRESS_DYNAMIC_SHARED(type, name) \
  type* const name = static_cast<type*>(::proofpress::emulator::dynamic_shared())

#define PROOFPRESS_START_KERNEL(kernel, grid, block, shared_bytes, stream, ...)                                   \
  ::proofpress::emulator::launch((const void*)(kernel), [=](auto... values) { (kernel)(values...); }, grid, block, \
                                 shared_bytes, stream, ##__VA_ARGS__)

#endif
