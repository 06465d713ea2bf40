#pragma once

#include <cstddef>
#include <functional>
#include <tuple>

#include "cuda-types.hpp"

// The runtime of CUDA on the processor: memory of the device is memory of the host, streams are queues.

struct EmulatedStream;
struct EmulatedEvent;
using cudaStream_t = EmulatedStream*;
using cudaEvent_t = EmulatedEvent*;

const char* cudaGetErrorString(cudaError_t error);
cudaError_t cudaGetLastError();
cudaError_t cudaPeekAtLastError();

cudaError_t cudaGetDeviceCount(int* count);
cudaError_t cudaSetDevice(int device);
cudaError_t cudaGetDevice(int* device);
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device);
cudaError_t cudaDriverGetVersion(int* version);
cudaError_t cudaRuntimeGetVersion(int* version);
cudaError_t cudaDeviceSynchronize();

cudaError_t cudaMemGetInfo(std::size_t* free_bytes, std::size_t* total_bytes);
cudaError_t cudaMalloc(void** memory, std::size_t bytes);
cudaError_t cudaFree(void* memory);
cudaError_t cudaMallocHost(void** memory, std::size_t bytes);
cudaError_t cudaFreeHost(void* memory);
cudaError_t cudaHostRegister(void* memory, std::size_t bytes, unsigned flags);
cudaError_t cudaHostUnregister(void* memory);
cudaError_t cudaMemcpy(void* target, const void* source, std::size_t bytes, cudaMemcpyKind kind);
cudaError_t cudaMemcpyAsync(void* target, const void* source, std::size_t bytes, cudaMemcpyKind kind, cudaStream_t stream = nullptr);
cudaError_t cudaMemset(void* target, int byte, std::size_t bytes);
cudaError_t cudaMemsetAsync(void* target, int byte, std::size_t bytes, cudaStream_t stream = nullptr);

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags);
cudaError_t cudaStreamDestroy(cudaStream_t stream);
cudaError_t cudaStreamSynchronize(cudaStream_t stream);
cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned flags = 0);
cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned flags);
cudaError_t cudaEventDestroy(cudaEvent_t event);
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream = nullptr);
cudaError_t cudaEventSynchronize(cudaEvent_t event);
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t begin, cudaEvent_t end);

namespace proofpress::emulator {

/** How the emulated machine is. Given by environment variables, or by `set_machine` before anything is allocated. */
struct MachineFacts {
  /** PROOFPRESS_EMULATOR_DEVICES */
  int devices = 1;
  /** PROOFPRESS_EMULATOR_MEMORY: bytes of a device. */
  std::size_t memory_bytes = (std::size_t)1 << 30;
  /**
   * PROOFPRESS_EMULATOR_STREAMS=late: what is given to a stream is done when somebody waits for it and not before, so that a wait
   * that is missing shows. Otherwise ("soon") at once.
   */
  bool late_streams = false;
};
void set_machine(const MachineFacts& facts);
/** Bytes of the emulated devices that are allocated now. */
std::size_t allocated_device_bytes();

cudaError_t set_shared_limit(const void* kernel, cudaFuncAttribute attribute, int value);
void enqueue_kernel(const void* kernel, std::function<void()> body, dim3 grid, dim3 block, std::size_t shared_bytes,
                    cudaStream_t stream);

/** kernel<<<grid, block, shared_bytes, stream>>>(arguments...). The arguments are copied now, whenever the kernel runs. */
template <class Kernel, class... Arguments>
void launch(const void* id, Kernel kernel, dim3 grid, dim3 block, std::size_t shared_bytes, cudaStream_t stream,
            const Arguments&... arguments) {
  enqueue_kernel(
      id, [kernel, values = std::make_tuple(arguments...)] { std::apply(kernel, values); }, grid, block, shared_bytes, stream);
}

}  // namespace proofpress::emulator

template <class... Parameters>
cudaError_t cudaFuncSetAttribute(void (*kernel)(Parameters...), cudaFuncAttribute attribute, int value) {
  return proofpress::emulator::set_shared_limit(reinterpret_cast<const void*>(kernel), attribute, value);
}
