#pragma once

#include "finish.hpp"
#include "msm.cuh"
#include "reduction.cuh"
#include "sums.cuh"

// The bodies of msm.cuh; msm-g1.cu and msm-g2.cu compile them, each for one group.
namespace proofpress::cuda {

/** Points of G2 are held by two threads each: in one they need all its registers, so that a processor has few threads. */
template <class F>
struct HoldingOf {
  using type = Whole<F>;
};
template <>
struct HoldingOf<Fq2> {
  using type = Halves;
};

/** Blocks of `threads` threads for `points` points. */
template <class H>
unsigned blocks_for_points(std::size_t points, unsigned threads) {
  return (unsigned)((points * H::threads + threads - 1) / threads);
}

template <class F>
MsmSums<F>::MsmSums(const MsmPlan& plan)
    : plan_(plan),
      sums_(plan.sums_bytes / sizeof(Xyzz<F>)),
      results_((std::size_t)plan.windows.count * plan.sums_of_window() + 1) {}

template <class F>
void MsmSums<F>::begin(const Affine<F>* points, const MsmSchedule& schedule, uint32_t first, Stream& stream) {
  using H = typename HoldingOf<F>::type;
  using Shared = SharedPoints<typename H::Held>;
  const ScheduleView& view = schedule.view();
  const uint32_t buckets = plan_.windows.all_buckets(), runs = buckets / plan_.run, run_bits = plan_.run_bits();
  // Buckets, the sum over 1 and -1, parts, plain and inner sums of runs, results.
  Xyzz<F>* const sums = sums_.data();
  Xyzz<F>* const plain = sums + view.first_part() + plan_.parts;
  Xyzz<F>* const inner = plain + runs;
  Xyzz<F>* const results = inner + runs;

  // All zero is infinity: buckets without points stay so.
  fill_on_device(sums, 0, buckets, stream);
  PROOFPRESS_LAUNCH((sum_ones<H>), plan_.ones_blocks, sum_threads, Shared::bytes(sum_threads), stream, points, first, view, sums);
  if (schedule.count() > 0)
    PROOFPRESS_LAUNCH((sum_tasks<H>), blocks_for_points<H>(plan_.tasks, sum_threads), sum_threads, 0, stream, points, first, view, sums);
  PROOFPRESS_LAUNCH((join_parts<H>), plan_.joining_blocks, join_threads, Shared::bytes(join_threads), stream, view, sums);
  PROOFPRESS_LAUNCH((reduce_runs<H>), blocks_for_points<H>(runs, reduction_threads), reduction_threads,
                    2 * Shared::bytes(reduction_threads), stream, sums, plan_.run, runs, plain, inner);
  PROOFPRESS_LAUNCH((reduce_bits<H>), dim3(run_bits + 1, plan_.windows.count), reduction_threads, Shared::bytes(reduction_threads), stream, plain, inner, run_bits, results);
  copy_to_host(results_.data(), sums + buckets, 1, stream);
  copy_to_host(results_.data() + 1, results, results_.size() - 1, stream);
}

template <class F>
Xyzz<F> MsmSums<F>::finish() const {
  Xyzz<F> sum;
  finish_sum(F::extension_degree, plan_, results_.data(), &sum);
  return sum;
}

template <class F>
void Msm<F>::run(const Affine<F>* points, const uint32_t* scalars, std::size_t count, Xyzz<F>* result, Stream& stream) {
  const std::size_t chunk = schedule_.plan().chunk;
  Xyzz<F> total = Xyzz<F>::infinity();
  for (std::size_t first = 0; first < count; first += chunk) {
    schedule_.build(scalars + 8 * first, count - first < chunk ? count - first : chunk, stream);
    sums_.begin(points + first, schedule_, 0, stream);
    stream.synchronize();
    total = add(total, sums_.finish());
  }
  *result = total;
}

}  // namespace proofpress::cuda
