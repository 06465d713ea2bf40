#pragma once

#include "held-points.cuh"

namespace proofpress::cuda {

// Points of the threads of a block in shared memory, in units of 16 bytes: unit u of thread t at u * threads + t, so that neighbours
// never wait for the same bank.

__device__ __forceinline__ void put_shared(uint4* own, uint32_t step, const Fq& value) {
  own[0] = make_uint4(value.limb[0], value.limb[1], value.limb[2], value.limb[3]);
  own[step] = make_uint4(value.limb[4], value.limb[5], value.limb[6], value.limb[7]);
}
__device__ __forceinline__ void get_shared(const uint4* own, uint32_t step, Fq& value) {
  const uint4 low = own[0], high = own[step];
  value = {{low.x, low.y, low.z, low.w, high.x, high.y, high.z, high.w}};
}
__device__ __forceinline__ void put_shared(uint4* own, uint32_t step, const Fq2& value) {
  put_shared(own, step, value.c0);
  put_shared(own + 2 * step, step, value.c1);
}
__device__ __forceinline__ void get_shared(const uint4* own, uint32_t step, Fq2& value) {
  get_shared(own, step, value.c0);
  get_shared(own + 2 * step, step, value.c1);
}
__device__ __forceinline__ void put_shared(uint4* own, uint32_t step, const Fq2Half& value) { put_shared(own, step, value.c); }
__device__ __forceinline__ void get_shared(const uint4* own, uint32_t step, Fq2Half& value) { get_shared(own, step, value.c); }

/** Place for one point of each thread. */
template <class Held>
struct SharedPoints {
  uint4* units;

  static constexpr uint32_t units_of_coordinate = sizeof(Held) / sizeof(uint4);
  __host__ __device__ static constexpr std::size_t bytes(unsigned threads) { return threads * sizeof(Xyzz<Held>); }

  __device__ __forceinline__ void store(uint32_t thread, const Xyzz<Held>& point) const {
    const uint32_t step = blockDim.x, next = units_of_coordinate * step;
    put_shared(units + thread, step, point.x);
    put_shared(units + thread + next, step, point.y);
    put_shared(units + thread + 2 * next, step, point.zz);
    put_shared(units + thread + 3 * next, step, point.zzz);
  }
  __device__ __forceinline__ Xyzz<Held> load(uint32_t thread) const {
    const uint32_t step = blockDim.x, next = units_of_coordinate * step;
    Xyzz<Held> point;
    get_shared(units + thread, step, point.x);
    get_shared(units + thread + next, step, point.y);
    get_shared(units + thread + 2 * next, step, point.zz);
    get_shared(units + thread + 3 * next, step, point.zzz);
    return point;
  }
};

}  // namespace proofpress::cuda
