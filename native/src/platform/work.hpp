#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "failure.hpp"

#if defined(__linux__)
#include <sched.h>
#endif

namespace proofpress {

/** Processors that this process may use. */
inline unsigned available_processors() {
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return (unsigned)std::max(1, CPU_COUNT(&set));
#endif
  return std::max(1u, std::thread::hardware_concurrency());
}

/** Progress, cancellation and threads of one call. Lives on the calling thread; `report` may be called only there. */
class Work {
 public:
  explicit Work(const proofpress_work* work) {
    if (work) work_ = *work;
    threads_ = work_.threads ? work_.threads : available_processors();
  }
  unsigned threads() const { return threads_; }

  /** Maps the fractions of what follows onto [begin, end] of the whole call. */
  void range(double begin, double end) {
    begin_ = begin;
    end_ = end;
  }
  /** Tells the caller how far the present range is; throws when the caller cancels. */
  void report(const char* step, double fraction = 0) {
    if (cancelled_ || (work_.report && work_.report(work_.context, step, begin_ + (end_ - begin_) * fraction) != 0)) {
      cancelled_ = true;
      throw Failure(PROOFPRESS_CANCELLED, "The work was cancelled.");
    }
  }

  /**
   * body(begin, end, thread) over [0, count) in pieces of at most `grain`, on all threads; the calling thread takes part
   * and reports progress as `step` (null: no report) between its pieces. The first exception is thrown again here.
   */
  template <class Body>
  void parallel(std::size_t count, std::size_t grain, const char* step, Body&& body) {
    grain = std::max<std::size_t>(grain, 1);
    std::size_t pieces = (count + grain - 1) / grain;
    unsigned used = (unsigned)std::min<std::size_t>(threads_, pieces);
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex failure_lock;
    auto run = [&](unsigned thread) {
      try {
        for (std::size_t piece; (piece = next.fetch_add(1)) < pieces;) {
          if (thread == 0 && step) report(step, (double)piece / (double)pieces);
          body(piece * grain, std::min(count, (piece + 1) * grain), thread);
        }
      } catch (...) {
        next = pieces;
        std::lock_guard<std::mutex> lock(failure_lock);
        if (!failure) failure = std::current_exception();
      }
    };
    std::vector<std::thread> others;
    for (unsigned thread = 1; thread < used; thread++) {
      // Where the system gives no more threads, those that run share the work.
      try {
        others.emplace_back(run, thread);
      } catch (const std::exception&) {
        break;
      }
    }
    run(0);
    for (auto& other : others) other.join();
    if (failure) std::rethrow_exception(failure);
  }

 private:
  proofpress_work work_{};
  unsigned threads_ = 1;
  double begin_ = 0, end_ = 1;
  bool cancelled_ = false;
};

}  // namespace proofpress
