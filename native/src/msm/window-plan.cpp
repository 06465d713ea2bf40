#include "window-plan.hpp"

namespace proofpress {

WindowPlan WindowPlan::of_width(unsigned bits, unsigned width) {
  WindowPlan plan{width, (bits + 1 + width - 1) / width, {{0, 0, 0, 0}}};
  for (unsigned window = 0; window + 1 < plan.windows; window++) {
    unsigned bit = window * width + width - 1;
    plan.bias.limb[bit / 64] |= (u64)1 << (bit % 64);
  }
  return plan;
}

WindowPlan WindowPlan::cheapest(unsigned bits, std::size_t count) {
  unsigned best = 2;
  double best_cost = 1e300;
  for (unsigned width = 2; width <= 18; width++) {
    double windows = (bits + 1 + width - 1) / width;
    // One addition a point and window, two a bucket, which are about as dear.
    double cost = windows * ((double)count + 2.0 * (double)((u64)1 << (width - 1)));
    if (cost < best_cost) {
      best_cost = cost;
      best = width;
    }
  }
  return of_width(bits, best);
}

}  // namespace proofpress
