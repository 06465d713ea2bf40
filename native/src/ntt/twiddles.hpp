#pragma once

#include <vector>

#include "../field/bulk.hpp"

namespace proofpress {

/**
 * Twiddle factors of transforms of 2^power elements, one run a layer, so that every layer reads them in order: the layer
 * whose butterflies are m places apart (m = 1, 2, 4, ... 2^(power-1)) uses layer(m)[j] = w^(j n / 2m), j < m. n - 1 elements in all.
 */
class Twiddles {
 public:
  explicit Twiddles(unsigned power) : power_(power), table_((std::size_t)1 << power) {
    if (power == 0) return;
    std::size_t half = table_.size() / 2;
    Fr* top = &table_[half];
    top[0] = Fr::one();
    // Doubling: the second half of a run is the first times w^(its length).
    Fr step = fr_root_of_unity(power);
    std::vector<Fr> steps(half / 2 + 1);
    for (std::size_t known = 1; known < half; known *= 2) {
      std::fill_n(steps.begin(), known, step);
      multiply_bulk(top + known, top, steps.data(), known);
      step = step.squared();
    }
    for (std::size_t apart = half / 2; apart > 0; apart /= 2)
      for (std::size_t j = 0; j < apart; j++) table_[apart + j] = table_[2 * apart + 2 * j];
  }
  unsigned power() const { return power_; }
  const Fr* layer(std::size_t apart) const { return &table_[apart]; }

 private:
  unsigned power_;
  /** Layer m stands at places m to 2m - 1; place 0 is unused. */
  std::vector<Fr> table_;
};

}  // namespace proofpress
