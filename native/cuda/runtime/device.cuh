#pragma once

#include <string>
#include <utility>

#include "faults.cuh"

/**
 * Starts a kernel and throws CudaFailure where it cannot be started. A kernel that is a template with several arguments stands
 * in parentheses. `grid` and `block` are numbers of blocks and threads, or dim3.
 */
#define PROOFPRESS_LAUNCH(kernel, grid, block, shared_bytes, stream, ...)                      \
  do {                                                                                         \
    ::proofpress::cuda::FaultPlan::instance().before_launch(#kernel);                          \
    PROOFPRESS_START_KERNEL(kernel, grid, block, shared_bytes, stream, ##__VA_ARGS__);         \
    ::proofpress::cuda::check(cudaGetLastError(), #kernel);                                    \
  } while (0)

namespace proofpress::cuda {

/** What a plan must know of a device. */
struct DeviceFacts {
  std::string name;
  int compute_major = 0, compute_minor = 0;
  unsigned multiprocessors = 0;
  std::size_t total_bytes = 0;
  /** The most shared memory that one block can have, when it asks for it. */
  std::size_t shared_bytes_per_block = 0;
  std::size_t l2_bytes = 0;

  static DeviceFacts of(int device) {
    cudaDeviceProp properties{};
    check(cudaGetDeviceProperties(&properties, device), "properties of the device");
    DeviceFacts facts;
    facts.name = properties.name;
    facts.compute_major = properties.major;
    facts.compute_minor = properties.minor;
    facts.multiprocessors = (unsigned)properties.multiProcessorCount;
    facts.total_bytes = properties.totalGlobalMem;
    facts.shared_bytes_per_block = properties.sharedMemPerBlockOptin;
    facts.l2_bytes = (std::size_t)properties.l2CacheSize;
    return facts;
  }
};

/** Bytes that can still be allocated on the current device. */
inline std::size_t free_device_bytes() {
  std::size_t free_bytes = 0, total = 0;
  check(cudaMemGetInfo(&free_bytes, &total), "free memory of the device");
  return free_bytes;
}

/** What the driver needs for itself beside the memory that it is asked for. */
constexpr std::size_t spare_device_bytes = (std::size_t)128 << 20;

/** Work in order, beside the work of other streams. */
class Stream {
 public:
  Stream() { check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "new stream"); }
  ~Stream() {
    if (stream_) (void)cudaStreamDestroy(stream_);
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  operator cudaStream_t() const { return stream_; }
  /** Waits until all that was given to this stream is done; throws what failed in it. */
  void synchronize() const { check(cudaStreamSynchronize(stream_), "wait for the device"); }

 private:
  cudaStream_t stream_ = nullptr;
};

/** A mark in a stream that other streams can wait for. */
class Event {
 public:
  explicit Event(bool measures_time = false) {
    check(cudaEventCreateWithFlags(&event_, measures_time ? cudaEventDefault : cudaEventDisableTiming), "new event");
  }
  ~Event() {
    if (event_) (void)cudaEventDestroy(event_);
  }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void record(const Stream& stream) { check(cudaEventRecord(event_, stream), "mark in a stream"); }
  /** What is given to `stream` from now on waits for this mark. */
  void make_wait(const Stream& stream) const { check(cudaStreamWaitEvent(stream, event_, 0), "wait between streams"); }
  void synchronize() const { check(cudaEventSynchronize(event_), "wait for a mark"); }
  /** Milliseconds from `earlier` to this mark; both measure time and are past. */
  float milliseconds_since(const Event& earlier) const {
    float elapsed = 0;
    check(cudaEventElapsedTime(&elapsed, earlier.event_, event_), "time between marks");
    return elapsed;
  }

 private:
  cudaEvent_t event_ = nullptr;
};

/** Memory of the current device for `size` elements; not initialised. */
template <class T>
class DeviceBuffer {
 public:
  DeviceBuffer() = default;
  explicit DeviceBuffer(std::size_t size) : size_(size) {
    if (size == 0) return;
    FaultPlan::instance().before_allocation();
    check(cudaMalloc(reinterpret_cast<void**>(&data_), size * sizeof(T)), "memory of the device");
  }
  ~DeviceBuffer() {
    if (data_) (void)cudaFree(data_);
  }
  DeviceBuffer(DeviceBuffer&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  DeviceBuffer& operator=(DeviceBuffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }

  T* data() const { return data_; }
  std::size_t size() const { return size_; }
  std::size_t bytes() const { return size_ * sizeof(T); }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

/** Memory of the host that copies can overlap work from and to; not initialised. */
template <class T>
class PinnedBuffer {
 public:
  PinnedBuffer() = default;
  explicit PinnedBuffer(std::size_t size) : size_(size) {
    if (size == 0) return;
    FaultPlan::instance().before_allocation();
    check(cudaMallocHost(reinterpret_cast<void**>(&data_), size * sizeof(T)), "pinned memory");
  }
  ~PinnedBuffer() {
    if (data_) (void)cudaFreeHost(data_);
  }
  PinnedBuffer(PinnedBuffer&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  PinnedBuffer& operator=(PinnedBuffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }

  T* data() const { return data_; }
  std::size_t size() const { return size_; }
  T& operator[](std::size_t i) const { return data_[i]; }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

/** Copies `count` elements to the device, in the order of the stream. The source stays until the stream has come so far. */
template <class T>
void copy_to_device(T* device, const T* host, std::size_t count, const Stream& stream) {
  if (count == 0) return;
  FaultPlan::instance().before_copy();
  check(cudaMemcpyAsync(device, host, count * sizeof(T), cudaMemcpyHostToDevice, stream), "copy to the device");
}
/** Copies `count` elements from the device; they are there after `synchronize`. */
template <class T>
void copy_to_host(T* host, const T* device, std::size_t count, const Stream& stream) {
  if (count == 0) return;
  FaultPlan::instance().before_copy();
  check(cudaMemcpyAsync(host, device, count * sizeof(T), cudaMemcpyDeviceToHost, stream), "copy from the device");
}
/** Copies within the device. */
template <class T>
void copy_on_device(T* target, const T* source, std::size_t count, const Stream& stream) {
  if (count == 0) return;
  FaultPlan::instance().before_copy();
  check(cudaMemcpyAsync(target, source, count * sizeof(T), cudaMemcpyDeviceToDevice, stream), "copy within the device");
}
/** Sets every byte of `count` elements. */
template <class T>
void fill_on_device(T* target, int byte, std::size_t count, const Stream& stream) {
  if (count == 0) return;
  check(cudaMemsetAsync(target, byte, count * sizeof(T), stream), "fill memory of the device");
}

}  // namespace proofpress::cuda
