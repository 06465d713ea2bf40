// Times the kernels of sums over points one by one, and field multiplications by themselves, on the first device:
//   nvcc -std=c++17 -O3 -arch=native -o measure-sums bench/cuda/measure-sums.cu native/cuda/msm/schedule.cu native/cuda/msm/{plan,finish}.cpp
//   ./measure-sums [most points as a power of two, 22]
// Points are random coordinates, on no curve: additions take as long. What the sums are is not looked at (npm run gpu-check does).
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "../../native/cuda/msm/finish.hpp"
#include "../../native/cuda/msm/reduction.cuh"
#include "../../native/cuda/msm/schedule.cuh"

using namespace proofpress::cuda;

namespace {

/** splitmix64 of a thread's number. */
__device__ uint64_t draw(uint64_t state) {
  uint64_t z = state * 0x9e3779b97f4a7c15ull;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

/** Numbers of 256 bits below 0x30 * 2^248, which is below both primes; of `bits` bits where that is less. */
__global__ void fill_random(uint32_t* words, uint32_t count, uint64_t seed, uint32_t bits) {
  const uint32_t i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  for (uint32_t k = 0; k < 8; k++) {
    uint32_t word = (uint32_t)draw(seed + (uint64_t)8 * i + k);
    if (k == 7) word %= 0x30000000;
    if (bits < 256 && 32 * k + 32 > bits) word = 32 * k >= bits ? 0 : word & ((1u << bits % 32) - 1);
    words[(std::size_t)8 * i + k] = word;
  }
}

/** Two chains of products a thread. */
__global__ void multiply_long(Fq* values, uint32_t rounds) {
  const uint32_t i = blockIdx.x * blockDim.x + threadIdx.x;
  Fq a = values[2 * i], b = values[2 * i + 1];
  for (uint32_t k = 0; k < rounds; k++) {
    a = mul(a, b);
    b = mul(b, a);
  }
  values[2 * i] = add(a, b);
}

template <class Work>
double milliseconds(Stream& stream, Work work) {
  std::vector<double> times;
  Event begin(true), end(true);
  for (int i = 0; i < 6; i++) {
    begin.record(stream);
    work();
    end.record(stream);
    stream.synchronize();
    if (i > 0) times.push_back(end.milliseconds_since(begin));
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

void measure_products(const DeviceFacts& facts, Stream& stream) {
  const unsigned blocks = facts.multiprocessors * 16, threads = 128, rounds = 500;
  DeviceBuffer<Fq> values((std::size_t)2 * blocks * threads);
  PROOFPRESS_LAUNCH(fill_random, (unsigned)((values.size() + 255) / 256), 256, 0, stream, reinterpret_cast<uint32_t*>(values.data()),
                    (uint32_t)values.size(), (uint64_t)1, 256u);
  const double time = milliseconds(stream, [&] { PROOFPRESS_LAUNCH(multiply_long, blocks, threads, 0, stream, values.data(), rounds); });
  std::printf("products: %.1f thousand million a second\n", 2e-6 * rounds * blocks * threads / time);
}

template <class H>
void measure_sums(const char* name, const MsmSchedule& schedule, Stream& stream) {
  using F = typename H::Stored;
  using Shared = SharedPoints<typename H::Held>;
  const MsmPlan& plan = schedule.plan();
  const ScheduleView& view = schedule.view();
  const uint32_t buckets = plan.windows.all_buckets(), runs = buckets / plan.run, bits = plan.run_bits();
  DeviceBuffer<Affine<F>> points(plan.points);
  const uint32_t coordinates = (uint32_t)(points.bytes() / 32);
  PROOFPRESS_LAUNCH(fill_random, (coordinates + 255) / 256, 256, 0, stream, reinterpret_cast<uint32_t*>(points.data()), coordinates,
                    (uint64_t)7, 256u);
  DeviceBuffer<Xyzz<F>> sums(plan.sums_bytes / sizeof(Xyzz<F>));
  Xyzz<F>* plain = sums.data() + view.first_part() + plan.parts;
  Xyzz<F>*inner = plain + runs, *results = inner + runs;
  auto blocks = [](std::size_t count, unsigned threads) { return (unsigned)((count * H::threads + threads - 1) / threads); };

  const double clear = milliseconds(stream, [&] { fill_on_device(sums.data(), 0, buckets, stream); });
  const double ones = milliseconds(stream, [&] {
    PROOFPRESS_LAUNCH((sum_ones<H>), plan.ones_blocks, sum_threads, Shared::bytes(sum_threads), stream, points.data(), 0u, view, sums.data());
  });
  const double tasks = milliseconds(stream, [&] {
    PROOFPRESS_LAUNCH((sum_tasks<H>), blocks(plan.tasks, sum_threads), sum_threads, 0, stream, points.data(), 0u, view, sums.data());
  });
  const double join = milliseconds(stream, [&] {
    PROOFPRESS_LAUNCH((join_parts<H>), plan.joining_blocks, join_threads, Shared::bytes(join_threads), stream, view, sums.data());
  });
  // Points of G2 in one thread each take more than a block has unasked.
  const int kept = 2 * (int)Shared::bytes(reduction_threads);
  check(cudaFuncSetAttribute(reduce_runs<H>, cudaFuncAttributeMaxDynamicSharedMemorySize, kept), "shared memory of reduce_runs");
  const double reduce = milliseconds(stream, [&] {
    PROOFPRESS_LAUNCH((reduce_runs<H>), blocks(runs, reduction_threads), reduction_threads, kept, stream, sums.data(), plan.run, runs, plain,
                      inner);
  });
  const double last = milliseconds(stream, [&] {
    PROOFPRESS_LAUNCH((reduce_bits<H>), dim3(bits + 1, plan.windows.count), reduction_threads, Shared::bytes(reduction_threads), stream, plain,
                      inner, bits, results);
  });
  PinnedBuffer<Xyzz<F>> host((std::size_t)plan.windows.count * plan.sums_of_window() + 1);
  copy_to_host(host.data(), sums.data() + buckets, 1, stream);
  copy_to_host(host.data() + 1, results, host.size() - 1, stream);
  stream.synchronize();
  Xyzz<F> sum;
  const auto begin = std::chrono::steady_clock::now();
  finish_sum(F::extension_degree, plan, host.data(), &sum);
  const double finish = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
  std::printf("  %-10s clear %.3f ones %.3f tasks %.3f join %.3f runs %.3f bits %.3f processor %.3f, all %.3f ms\n", name, clear, ones, tasks, join,
              reduce, last, finish, clear + ones + tasks + join + reduce + last + finish);
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** arguments) try {
  const unsigned most = count > 1 ? (unsigned)std::atoi(arguments[1]) : 22;
  const DeviceFacts facts = DeviceFacts::of(0);
  std::printf("%s, %u multiprocessors\n", facts.name.c_str(), facts.multiprocessors);
  Stream stream;
  measure_products(facts, stream);
  for (unsigned power = 14; power <= most; power += 2) {
    for (uint32_t bits : {256u, 8u, 1u}) {
      if (bits != 256 && power != 20) continue;
      const std::size_t points = (std::size_t)1 << power;
      DeviceBuffer<uint32_t> scalars(8 * points);
      PROOFPRESS_LAUNCH(fill_random, (unsigned)((points + 255) / 256), 256, 0, stream, scalars.data(), (uint32_t)points, (uint64_t)3, bits);
      const MsmPlan plan = plan_msm(points, free_device_bytes() / 2, facts, 64);
      MsmSchedule schedule(plan);
      const double build = milliseconds(stream, [&] { schedule.build(scalars.data(), points, stream); });
      std::printf("2^%u scalars of %u bits, width %u, segment %u: schedule %.3f ms\n", power, bits, plan.windows.width, plan.segment, build);
      measure_sums<Whole<Fq>>("G1", schedule, stream);
      measure_sums<Halves>("G2 halves", schedule, stream);
      measure_sums<Whole<Fq2>>("G2 whole", schedule, stream);
    }
  }
  return 0;
} catch (const std::exception& failure) {
  std::fprintf(stderr, "%s\n", failure.what());
  return 1;
}
