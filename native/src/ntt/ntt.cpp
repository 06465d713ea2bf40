#include "ntt.hpp"

#include "transform.hpp"

namespace proofpress {

void number_theoretic_transform(Fr* values, unsigned power, bool inverse, Work& work) {
  if (power > fr_two_adicity) fail_invalid("A transform has at most 2^28 elements.");
  std::size_t size = (std::size_t)1 << power;
  Twiddles twiddles(power);
  transform_to_reversed(values, twiddles, work);
  for (std::size_t i = 0; i < size; i++) {
    std::size_t j = reverse_bits(i, power);
    if (i < j) std::swap(values[i], values[j]);
  }
  if (!inverse) return;
  // The inverse transform uses 1 / w: it is the forward one with the places 1 to n - 1 turned round, divided by n.
  std::reverse(values + 1, values + size);
  Fr scale = Fr::from_u64(size).inverse();
  for (std::size_t i = 0; i < size; i++) values[i] *= scale;
}

}  // namespace proofpress
