#include "runtime.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <mutex>

#include "run-block.hpp"

using proofpress::emulator::MachineFacts;

namespace {

constexpr int undefined_byte = 0xAA;
constexpr std::size_t shared_without_asking = 48 << 10;
/** Of the cards that are supported the one with the least: compute capability 12.0. */
constexpr std::size_t shared_limit = 99 << 10;
constexpr unsigned threads_limit = 1024;
using Clock = std::chrono::steady_clock;

/** Work that was given to a stream; work number i has been done when `done` > i. */
struct Queue {
  std::deque<std::function<void()>> waiting;
  std::uint64_t given = 0, done = 0;

  void run_until(std::uint64_t end) {
    while (done < end) {
      const std::function<void()> work = std::move(waiting.front());
      waiting.pop_front();
      work();
      done++;
    }
  }
};

/** A place in a queue. */
struct Mark {
  std::shared_ptr<Queue> queue;
  std::uint64_t end = 0;
  std::shared_ptr<Clock::time_point> time;
};

MachineFacts facts_of_environment() {
  MachineFacts facts;
  if (const char* text = std::getenv("PROOFPRESS_EMULATOR_DEVICES")) facts.devices = std::atoi(text);
  if (const char* text = std::getenv("PROOFPRESS_EMULATOR_MEMORY")) facts.memory_bytes = std::strtoull(text, nullptr, 10);
  if (const char* text = std::getenv("PROOFPRESS_EMULATOR_STREAMS")) facts.late_streams = std::strcmp(text, "late") == 0;
  return facts;
}

/** Everything behind one lock: an emulated machine does one thing at a time. */
struct State {
  std::recursive_mutex lock;
  MachineFacts facts = facts_of_environment();
  std::map<void*, std::size_t> device_memory, pinned_memory;
  std::map<void*, std::size_t> registered_memory;
  std::size_t allocated = 0;
  std::map<cudaStream_t, std::shared_ptr<Queue>> queues;
  std::map<const void*, std::size_t> shared_limits;
};

State& state() {
  static State state;
  return state;
}
using Lock = std::lock_guard<std::recursive_mutex>;

thread_local cudaError_t last_error = cudaSuccess;
thread_local int current_device = 0;

cudaError_t remember(cudaError_t error) {
  if (error != cudaSuccess) last_error = error;
  return error;
}

void run_everything() {
  for (auto& entry : state().queues) entry.second->run_until(entry.second->given);
}

void give(cudaStream_t stream, std::function<void()> work);

}  // namespace

struct EmulatedStream {
  std::shared_ptr<Queue> queue = std::make_shared<Queue>();
};
struct EmulatedEvent {
  Mark mark;
};

namespace {

void give(cudaStream_t stream, std::function<void()> work) {
  if (!stream) {
    // The stream without a name waits for all others.
    run_everything();
    work();
    return;
  }
  stream->queue->waiting.push_back(std::move(work));
  stream->queue->given++;
  if (!state().facts.late_streams) stream->queue->run_until(stream->queue->given);
}

void* allocate(std::size_t bytes) {
  void* memory = nullptr;
  // The very size and not a multiple of the alignment, so that a sanitizer sees where it ends.
  if (posix_memalign(&memory, 256, bytes) != 0) return nullptr;
  std::memset(memory, undefined_byte, bytes);
  return memory;
}

}  // namespace

namespace proofpress::emulator {

void set_machine(const MachineFacts& facts) {
  const Lock lock(state().lock);
  state().facts = facts;
}

std::size_t allocated_device_bytes() {
  const Lock lock(state().lock);
  return state().allocated;
}

cudaError_t set_shared_limit(const void* kernel, cudaFuncAttribute attribute, int value) {
  const Lock lock(state().lock);
  if (attribute != cudaFuncAttributeMaxDynamicSharedMemorySize || value < 0 || (std::size_t)value > shared_limit)
    return remember(cudaErrorInvalidValue);
  state().shared_limits[kernel] = (std::size_t)value;
  return cudaSuccess;
}

void enqueue_kernel(const void* kernel, std::function<void()> body, dim3 grid, dim3 block, std::size_t shared_bytes,
                    cudaStream_t stream) {
  const Lock lock(state().lock);
  const std::uint64_t threads = (std::uint64_t)block.x * block.y * block.z;
  const auto asked = state().shared_limits.find(kernel);
  const std::size_t shared_allowed = asked == state().shared_limits.end() ? shared_without_asking : asked->second;
  const bool is_grid_valid = grid.x >= 1 && grid.x <= 0x7fffffff && grid.y >= 1 && grid.y <= 65535 && grid.z >= 1 && grid.z <= 65535;
  if (threads == 0 || threads > threads_limit || !is_grid_valid || shared_bytes > shared_allowed) {
    last_error = cudaErrorInvalidConfiguration;
    return;
  }
  give(stream, [body = std::move(body), grid, block, shared_bytes] { run_grid(body, grid, block, shared_bytes); });
}

}  // namespace proofpress::emulator

const char* cudaGetErrorString(cudaError_t error) {
  switch (error) {
    case cudaSuccess:
      return "no error";
    case cudaErrorInvalidValue:
      return "invalid argument";
    case cudaErrorMemoryAllocation:
      return "out of memory";
    case cudaErrorInvalidConfiguration:
      return "invalid configuration argument";
    case cudaErrorDevicesUnavailable:
      return "CUDA-capable device(s) is/are busy or unavailable";
    case cudaErrorNoDevice:
      return "no CUDA-capable device is detected";
    case cudaErrorInvalidDevice:
      return "invalid device ordinal";
    case cudaErrorLaunchFailure:
      return "unspecified launch failure";
    default:
      return "unknown error";
  }
}
cudaError_t cudaGetLastError() {
  const cudaError_t error = last_error;
  last_error = cudaSuccess;
  return error;
}
cudaError_t cudaPeekAtLastError() { return last_error; }

cudaError_t cudaGetDeviceCount(int* count) {
  *count = state().facts.devices;
  return remember(*count == 0 ? cudaErrorNoDevice : cudaSuccess);
}
cudaError_t cudaSetDevice(int device) {
  if (device < 0 || device >= state().facts.devices) return remember(cudaErrorInvalidDevice);
  current_device = device;
  return cudaSuccess;
}
cudaError_t cudaGetDevice(int* device) {
  *device = current_device;
  return cudaSuccess;
}
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
  if (device < 0 || device >= state().facts.devices) return remember(cudaErrorInvalidDevice);
  *properties = cudaDeviceProp{};
  std::snprintf(properties->name, sizeof properties->name, "Emulated device %d", device);
  properties->totalGlobalMem = state().facts.memory_bytes;
  properties->sharedMemPerBlock = shared_without_asking;
  properties->sharedMemPerBlockOptin = shared_limit;
  properties->sharedMemPerMultiprocessor = shared_limit + 1024;
  properties->major = 8;
  properties->minor = 0;
  properties->multiProcessorCount = 2;
  properties->maxThreadsPerBlock = (int)threads_limit;
  properties->warpSize = 32;
  properties->regsPerBlock = 65536;
  properties->l2CacheSize = 4 << 20;
  return cudaSuccess;
}
cudaError_t cudaDriverGetVersion(int* version) {
  *version = 13000;
  return cudaSuccess;
}
cudaError_t cudaRuntimeGetVersion(int* version) { return cudaDriverGetVersion(version); }
cudaError_t cudaDeviceSynchronize() {
  const Lock lock(state().lock);
  run_everything();
  return cudaSuccess;
}

cudaError_t cudaMemGetInfo(std::size_t* free_bytes, std::size_t* total_bytes) {
  const Lock lock(state().lock);
  *total_bytes = state().facts.memory_bytes;
  *free_bytes = *total_bytes - std::min(*total_bytes, state().allocated);
  return cudaSuccess;
}
cudaError_t cudaMalloc(void** memory, std::size_t bytes) {
  const Lock lock(state().lock);
  *memory = nullptr;
  if (bytes == 0) return cudaSuccess;
  if (bytes > state().facts.memory_bytes - std::min(state().facts.memory_bytes, state().allocated))
    return remember(cudaErrorMemoryAllocation);
  void* fresh = allocate(bytes);
  if (!fresh) return remember(cudaErrorMemoryAllocation);
  state().device_memory[fresh] = bytes;
  state().allocated += bytes;
  *memory = fresh;
  return cudaSuccess;
}
cudaError_t cudaFree(void* memory) {
  const Lock lock(state().lock);
  run_everything();
  if (!memory) return cudaSuccess;
  const auto found = state().device_memory.find(memory);
  if (found == state().device_memory.end()) return remember(cudaErrorInvalidValue);
  state().allocated -= found->second;
  state().device_memory.erase(found);
  std::free(memory);
  return cudaSuccess;
}
cudaError_t cudaMallocHost(void** memory, std::size_t bytes) {
  const Lock lock(state().lock);
  *memory = bytes == 0 ? nullptr : allocate(bytes);
  if (bytes != 0 && !*memory) return remember(cudaErrorMemoryAllocation);
  if (*memory) state().pinned_memory[*memory] = bytes;
  return cudaSuccess;
}
cudaError_t cudaFreeHost(void* memory) {
  const Lock lock(state().lock);
  run_everything();
  if (!memory) return cudaSuccess;
  if (state().pinned_memory.erase(memory) == 0) return remember(cudaErrorInvalidValue);
  std::free(memory);
  return cudaSuccess;
}
cudaError_t cudaHostRegister(void* memory, std::size_t bytes, unsigned) {
  const Lock lock(state().lock);
  if (!memory || bytes == 0) return remember(cudaErrorInvalidValue);
  if (!state().registered_memory.emplace(memory, bytes).second) return remember(cudaErrorHostMemoryAlreadyRegistered);
  return cudaSuccess;
}
cudaError_t cudaHostUnregister(void* memory) {
  const Lock lock(state().lock);
  run_everything();
  return remember(state().registered_memory.erase(memory) == 1 ? cudaSuccess : cudaErrorHostMemoryNotRegistered);
}
cudaError_t cudaMemcpyAsync(void* target, const void* source, std::size_t bytes, cudaMemcpyKind, cudaStream_t stream) {
  const Lock lock(state().lock);
  if (bytes == 0) return cudaSuccess;
  if (!target || !source) return remember(cudaErrorInvalidValue);
  give(stream, [=] { std::memcpy(target, source, bytes); });
  return cudaSuccess;
}
cudaError_t cudaMemcpy(void* target, const void* source, std::size_t bytes, cudaMemcpyKind kind) {
  return cudaMemcpyAsync(target, source, bytes, kind, nullptr);
}
cudaError_t cudaMemsetAsync(void* target, int byte, std::size_t bytes, cudaStream_t stream) {
  const Lock lock(state().lock);
  if (bytes == 0) return cudaSuccess;
  if (!target) return remember(cudaErrorInvalidValue);
  give(stream, [=] { std::memset(target, byte, bytes); });
  return cudaSuccess;
}
cudaError_t cudaMemset(void* target, int byte, std::size_t bytes) { return cudaMemsetAsync(target, byte, bytes, nullptr); }

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned) {
  const Lock lock(state().lock);
  *stream = new EmulatedStream;
  state().queues[*stream] = (*stream)->queue;
  return cudaSuccess;
}
cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  const Lock lock(state().lock);
  stream->queue->run_until(stream->queue->given);
  state().queues.erase(stream);
  delete stream;
  return cudaSuccess;
}
cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  const Lock lock(state().lock);
  if (!stream)
    run_everything();
  else
    stream->queue->run_until(stream->queue->given);
  return cudaSuccess;
}
cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
  const Lock lock(state().lock);
  // A mark that was never made is waited for by nobody.
  if (!event->mark.queue) return cudaSuccess;
  give(stream, [mark = event->mark] { mark.queue->run_until(mark.end); });
  return cudaSuccess;
}
cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) {
  *event = new EmulatedEvent;
  return cudaSuccess;
}
cudaError_t cudaEventDestroy(cudaEvent_t event) {
  delete event;
  return cudaSuccess;
}
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  const Lock lock(state().lock);
  const auto time = std::make_shared<Clock::time_point>();
  give(stream, [time] { *time = Clock::now(); });
  event->mark = Mark{stream ? stream->queue : std::make_shared<Queue>(), stream ? stream->queue->given : 0, time};
  return cudaSuccess;
}
cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  const Lock lock(state().lock);
  if (event->mark.queue) event->mark.queue->run_until(event->mark.end);
  return cudaSuccess;
}
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t begin, cudaEvent_t end) {
  const Lock lock(state().lock);
  if (!begin->mark.time || !end->mark.time) return remember(cudaErrorInvalidValue);
  *milliseconds = std::chrono::duration<float, std::milli>(*end->mark.time - *begin->mark.time).count();
  return cudaSuccess;
}
