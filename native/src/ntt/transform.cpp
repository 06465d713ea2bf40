#include "transform.hpp"

namespace proofpress {
namespace {

/** Elements that stay in the second-level cache while all their layers are done. */
constexpr std::size_t cached_elements = 1 << 12;

/** Two layers in one pass, the wider one `2 * apart` places apart, on one block of `4 * apart` elements. */
void two_layers_forward(Fr* values, std::size_t apart, const Twiddles& twiddles) {
  const Fr* wide = twiddles.layer(2 * apart);
  butterfly4_forward_bulk(values, values + apart, values + 2 * apart, values + 3 * apart, wide, wide + apart,
                          twiddles.layer(apart), apart);
}
void two_layers_inverse(Fr* values, std::size_t apart, const Twiddles& twiddles) {
  const Fr* wide = twiddles.layer(2 * apart);
  butterfly4_inverse_bulk(values, values + apart, values + 2 * apart, values + 3 * apart, wide, wide + apart,
                          twiddles.layer(apart), apart);
}

/** All layers of a block, quarters before the whole or after it, so that work stays in the cache as long as it can. */
void block_to_reversed(Fr* values, std::size_t size, const Twiddles& twiddles) {
  if (size > cached_elements) {
    two_layers_forward(values, size / 4, twiddles);
    for (std::size_t part = 0; part < 4; part++) block_to_reversed(values + part * (size / 4), size / 4, twiddles);
    return;
  }
  // Layers by twos down to blocks of 16 or 8; the last three layers are one pass.
  std::size_t block = size;
  for (; block >= 32; block /= 4)
    for (std::size_t start = 0; start < size; start += block) two_layers_forward(values + start, block / 4, twiddles);
  if (block == 16) {
    for (std::size_t start = 0; start < size; start += 16)
      butterfly_forward_bulk(values + start, values + start + 8, twiddles.layer(8), 8);
    block = 8;
  }
  if (block == 8) return transform_eights_forward_bulk(values, twiddles.layer(4), size / 8);
  for (std::size_t apart = size / 2; apart > 0; apart /= 2)
    for (std::size_t start = 0; start < size; start += 2 * apart)
      butterfly_forward_bulk(values + start, values + start + apart, twiddles.layer(apart), apart);
}

void block_from_reversed(Fr* values, std::size_t size, const Twiddles& twiddles) {
  if (size > cached_elements) {
    for (std::size_t part = 0; part < 4; part++) block_from_reversed(values + part * (size / 4), size / 4, twiddles);
    two_layers_inverse(values, size / 4, twiddles);
    return;
  }
  if (size < 8) {
    for (std::size_t apart = 1; apart < size; apart *= 2)
      for (std::size_t start = 0; start < size; start += 2 * apart)
        butterfly_inverse_bulk(values + start, values + start + apart, twiddles.layer(apart), apart);
    return;
  }
  transform_eights_inverse_bulk(values, twiddles.layer(4), size / 8);
  // What is left is an even number of layers, or one more, which goes first.
  std::size_t done = 8;
  if (__builtin_ctzll(size / done) & 1) {
    for (std::size_t start = 0; start < size; start += 16)
      butterfly_inverse_bulk(values + start, values + start + 8, twiddles.layer(8), 8);
    done = 16;
  }
  for (; done < size; done *= 4)
    for (std::size_t start = 0; start < size; start += 4 * done) two_layers_inverse(values + start, done, twiddles);
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
