#include <vector>

#include "../runtime/device.cuh"
#include "checks.hpp"

// The test of the test: what is wrong in a kernel or in the use of streams must show in one of the orders.
namespace proofpress_test {
namespace {

using proofpress::cuda::CudaFailure;
using proofpress::cuda::DeviceBuffer;
using proofpress::cuda::Event;
using proofpress::cuda::FaultPlan;
using proofpress::cuda::Stream;
using proofpress::emulator::MachineFacts;
using proofpress::emulator::Order;

constexpr unsigned block_size = 96, blocks = 3, count = blocks * block_size;

/** Turns each block's values round and adds those of the lane beside. */
template <bool has_barrier>
__global__ void __launch_bounds__(block_size) turn_round(uint32_t* values) {
  PROOFPRESS_SHARED(uint32_t, fixed, block_size);
  PROOFPRESS_DYNAMIC_SHARED(uint32_t, dynamic);
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x, mirrored = blockDim.x - 1 - threadIdx.x;
  fixed[threadIdx.x] = values[i];
  dynamic[threadIdx.x] = 2 * values[i];
  if (has_barrier) __syncthreads();
  const uint32_t own = fixed[mirrored] + dynamic[mirrored];
  values[i] = own + __shfl_xor_sync(~0u, own, 1);
}

/** How many values come out wrong. */
template <bool has_barrier>
unsigned count_faults(Order order) {
  proofpress::emulator::set_order(order);
  const Stream stream;
  const DeviceBuffer<uint32_t> device(count);
  std::vector<uint32_t> values(count);
  for (unsigned i = 0; i < count; i++) values[i] = i * i + 1;
  const std::vector<uint32_t> given = values;
  copy_to_device(device.data(), values.data(), count, stream);
  PROOFPRESS_LAUNCH(turn_round<has_barrier>, blocks, block_size, block_size * sizeof(uint32_t), stream, device.data());
  copy_to_host(values.data(), device.data(), count, stream);
  stream.synchronize();
  unsigned faults = 0;
  for (unsigned i = 0; i < count; i++) {
    const unsigned first = i / block_size * block_size, mirrored = first + block_size - 1 - (i - first);
    faults += values[i] != 3 * (given[mirrored] + given[mirrored ^ 1]);
  }
  return faults;
}

void check_barriers(std::uint64_t seed) {
  for (const Order order : {Order{Order::Kind::forward, 0}, Order{Order::Kind::reverse, 0}, Order{Order::Kind::shuffled, seed}}) {
    CHECK(count_faults<true>(order) == 0);
    CHECK(count_faults<false>(order) > 0, "a missing barrier was not seen");
  }
}

__global__ void exchange_in_parts(uint32_t* results) {
  const unsigned lane = threadIdx.x;
  if (lane >= 40) return;
  // The lanes of either half go their own way; the last warp has eight lanes that live.
  const unsigned mask = lane % 32 < 16 ? 0xffffu : 0xffff0000u;
  uint32_t result = lane >= 32 ? __ballot_sync(0xffu, lane % 2) : __ballot_sync(mask, lane % 3 == 0);
  result += 1000 * __shfl_down_sync(lane >= 32 ? 0xffu : mask, lane, 4, 8);
  results[lane] = result + 100000 * (unsigned)__all_sync(lane >= 32 ? 0xffu : mask, lane < 32);
}

void check_exchanges() {
  const Stream stream;
  const DeviceBuffer<uint32_t> device(40);
  PROOFPRESS_LAUNCH(exchange_in_parts, 1, 64, 0, stream, device.data());
  std::vector<uint32_t> results(40);
  copy_to_host(results.data(), device.data(), 40, stream);
  stream.synchronize();
  for (unsigned lane = 0; lane < 40; lane++) {
    uint32_t votes = 0;
    for (unsigned i = 0; i < 40; i++)
      if (i / 16 == lane / 16 && (lane < 32 ? i % 3 == 0 : i % 2 == 1)) votes |= 1u << (i % 32);
    const unsigned source = lane % 8 < 4 ? lane + 4 : lane;
    CHECK(results[lane] == votes + 1000 * source + 100000 * (lane < 32), std::to_string(lane));
  }
}

__global__ void add_one(uint32_t* value) { atomicAdd(value, 1u); }

/** With late streams a wait between two streams that was forgotten gives what was there before. */
void check_streams() {
  for (const bool is_late : {false, true}) {
    MachineFacts facts;
    facts.late_streams = is_late;
    proofpress::emulator::set_machine(facts);
    for (const bool waits : {true, false}) {
      const Stream first, second;
      const DeviceBuffer<uint32_t> device(1);
      uint32_t start = 5, seen = 0;
      copy_to_device(device.data(), &start, 1, first);
      PROOFPRESS_LAUNCH(add_one, 2, 32, 0, first, device.data());
      Event added;
      added.record(first);
      if (waits) added.make_wait(second);
      copy_to_host(&seen, device.data(), 1, second);
      second.synchronize();
      CHECK((seen == 5 + 64) == (waits || !is_late), std::to_string(seen));
      first.synchronize();
    }
  }
  proofpress::emulator::set_machine({});
}

template <class Body>
cudaError_t failure_of(Body&& body) {
  try {
    body();
  } catch (const CudaFailure& failure) {
    return failure.code;
  }
  return cudaSuccess;
}

void check_failures() {
  const Stream stream;
  const DeviceBuffer<uint32_t> device(count);
  const auto launch = [&](unsigned threads, std::size_t shared_bytes) {
    return failure_of([&] { PROOFPRESS_LAUNCH(add_one, 1, threads, shared_bytes, stream, device.data()); });
  };
  CHECK(launch(2048, 0) == cudaErrorInvalidConfiguration);
  CHECK(launch(0, 0) == cudaErrorInvalidConfiguration);
  CHECK(launch(32, 64 << 10) == cudaErrorInvalidConfiguration);
  CHECK(launch(32, 0) == cudaSuccess);
  CHECK(cudaFuncSetAttribute(add_one, cudaFuncAttributeMaxDynamicSharedMemorySize, 64 << 10) == cudaSuccess);
  CHECK(launch(32, 64 << 10) == cudaSuccess);

  const std::size_t before = proofpress::emulator::allocated_device_bytes();
  const std::size_t available = proofpress::cuda::free_device_bytes();
  CHECK(failure_of([&] { DeviceBuffer<char> all(available + 1); }) == cudaErrorMemoryAllocation);
  CHECK(proofpress::emulator::allocated_device_bytes() == before);

  FaultPlan& plan = FaultPlan::instance();
  CHECK(!plan.set("nothing") && !plan.set("nonsense:1"));
  CHECK(plan.set("launch:2"));
  CHECK(launch(32, 0) == cudaSuccess && launch(32, 0) == cudaErrorLaunchFailure && launch(32, 0) == cudaSuccess);
  CHECK(plan.set("allocation:1"));
  CHECK(failure_of([] { DeviceBuffer<char> memory(1); }) == cudaErrorMemoryAllocation);
  CHECK(failure_of([] { DeviceBuffer<char> memory(1); }) == cudaSuccess);
  CHECK(plan.set("lost:2"));
  CHECK(launch(32, 0) == cudaSuccess && launch(32, 0) == cudaErrorDevicesUnavailable && launch(32, 0) == cudaErrorDevicesUnavailable);
  CHECK(plan.set(""));
  CHECK(launch(32, 0) == cudaSuccess);
}

}  // namespace

void check_emulator(Random& random, Budget) {
  check_barriers(random.next());
  check_exchanges();
  check_streams();
  check_failures();
}

}  // namespace proofpress_test
