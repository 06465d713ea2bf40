#include "sort-into-buckets.hpp"

namespace proofpress {

void sort_into_buckets(const ScalarClass& scalars, unsigned window, std::size_t begin,
                       std::size_t end, BucketLists& lists) {
  const WindowPlan& plan = scalars.plan;
  std::size_t buckets = plan.buckets();
  auto& starts = lists.starts;
  starts.assign(buckets + 2, 0);
  for (std::size_t i = begin; i < end; i++) {
    int digit = plan.digit(scalars.biased_magnitudes[i], window);
    // Counted two places up, so that the second pass leaves each start where it belongs.
    if (digit != 0) starts[(std::size_t)(digit < 0 ? -digit : digit) + 1]++;
  }
  for (std::size_t bucket = 1; bucket < buckets + 2; bucket++) starts[bucket] += starts[bucket - 1];
  lists.references.resize(starts[buckets + 1]);
  for (std::size_t i = begin; i < end; i++) {
    int digit = plan.digit(scalars.biased_magnitudes[i], window);
    if (digit == 0) continue;
    std::size_t bucket = (std::size_t)(digit < 0 ? -digit : digit) - 1;
    lists.references[starts[bucket + 1]++] = scalars.references[i] ^ (PointReference)(digit < 0);
  }
  starts.pop_back();
}

}  // namespace proofpress
