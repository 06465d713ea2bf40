#include "transform.hpp"

namespace proofpress {
namespace {

/** Elements that stay in the second-level cache while all their layers are done. */
constexpr std::size_t cached_elements = 1 << 12;

/** All layers of a block, halves before the whole or after it, so that work stays in the cache as long as it can. */
void block_to_reversed(Fr* values, std::size_t size, const Twiddles& twiddles) {
  if (size > cached_elements) {
    butterfly_forward_bulk(values, values + size / 2, twiddles.layer(size / 2), size / 2);
    block_to_reversed(values, size / 2, twiddles);
    block_to_reversed(values + size / 2, size / 2, twiddles);
    return;
  }
  for (std::size_t apart = size / 2; apart > 0; apart /= 2)
    for (std::size_t start = 0; start < size; start += 2 * apart)
      butterfly_forward_bulk(values + start, values + start + apart, twiddles.layer(apart), apart);
}

void block_from_reversed(Fr* values, std::size_t size, const Twiddles& twiddles) {
  if (size > cached_elements) {
    block_from_reversed(values, size / 2, twiddles);
    block_from_reversed(values + size / 2, size / 2, twiddles);
    butterfly_inverse_bulk(values, values + size / 2, twiddles.layer(size / 2), size / 2);
    return;
  }
  for (std::size_t apart = 1; apart < size; apart *= 2)
    for (std::size_t start = 0; start < size; start += 2 * apart)
      butterfly_inverse_bulk(values + start, values + start + apart, twiddles.layer(apart), apart);
}

/** Blocks that threads take whole; a layer across blocks is cut into ranges instead. */
std::size_t block_size(std::size_t size, unsigned threads) {
  std::size_t blocks = 1;
  while (threads > 1 && blocks < 4 * threads && size / blocks > cached_elements) blocks *= 2;
  return size / blocks;
}

/** One layer of the whole array: butterflies `apart` places apart, cut into ranges among the threads. */
template <class Butterfly>
void wide_layer(Fr* values, std::size_t size, std::size_t apart, const Fr* twiddles, Work& work, Butterfly&& butterfly) {
  work.parallel(size / 2, cached_elements, nullptr, [&](std::size_t begin, std::size_t end, unsigned) {
    // A layer across blocks has apart >= cached_elements / 2, a power of two, so ranges and runs share their borders or nest.
    while (begin < end) {
      std::size_t offset = begin % apart, run = std::min(end - begin, apart - offset);
      Fr* low = values + begin / apart * 2 * apart + offset;
      butterfly(low, low + apart, twiddles + offset, run);
      begin += run;
    }
  });
}

}  // namespace

void transform_to_reversed(Fr* values, const Twiddles& twiddles, Work& work) {
  std::size_t size = (std::size_t)1 << twiddles.power(), block = block_size(size, work.threads());
  for (std::size_t apart = size / 2; apart >= block; apart /= 2)
    wide_layer(values, size, apart, twiddles.layer(apart), work, butterfly_forward_bulk);
  work.parallel(size / block, 1, nullptr, [&](std::size_t begin, std::size_t, unsigned) {
    block_to_reversed(values + begin * block, block, twiddles);
  });
}

void transform_from_reversed(Fr* values, const Twiddles& twiddles, Work& work) {
  std::size_t size = (std::size_t)1 << twiddles.power(), block = block_size(size, work.threads());
  work.parallel(size / block, 1, nullptr, [&](std::size_t begin, std::size_t, unsigned) {
    block_from_reversed(values + begin * block, block, twiddles);
  });
  for (std::size_t apart = block; apart < size; apart *= 2)
    wide_layer(values, size, apart, twiddles.layer(apart), work, butterfly_inverse_bulk);
}

}  // namespace proofpress
