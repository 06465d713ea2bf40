#include "finish.hpp"

#include <cstring>

#include "../../src/curve/xyzz.hpp"

namespace proofpress::cuda {
namespace {

unsigned log2_of(unsigned power_of_two) {
  unsigned bits = 0;
  while ((1u << bits) < power_of_two) bits++;
  return bits;
}

template <class Field>
void finish(const MsmPlan& plan, const void* results, void* out) {
  using Point = proofpress::Xyzz<Field>;
  static_assert(sizeof(Point) == 4 * 32 * Field::extension_degree, "points lie as on the device");
  auto result = [&](std::size_t place) {
    Point point;
    std::memcpy(&point, static_cast<const char*>(results) + place * sizeof(Point), sizeof(Point));
    return point;
  };
  const unsigned run_power = log2_of(plan.run), run_bits = plan.run_bits();
  Point total = Point::infinity();
  for (unsigned window = plan.windows.count; window-- > 0;) {
    const std::size_t of_window = 1 + (std::size_t)window * plan.sums_of_window();
    for (unsigned bit = plan.windows.width; bit-- > 0;) {
      total = total.doubled();
      if (bit >= run_power && bit < run_power + run_bits) total += result(of_window + bit - run_power);
    }
    total += result(of_window + run_bits);
  }
  total += result(0);
  std::memcpy(out, &total, sizeof(Point));
}

}  // namespace

void finish_sum(int extension_degree, const MsmPlan& plan, const void* results, void* out) {
  if (extension_degree == 1)
    finish<proofpress::Fq>(plan, results, out);
  else
    finish<proofpress::Fq2>(plan, results, out);
}

}  // namespace proofpress::cuda
