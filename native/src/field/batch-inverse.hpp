#pragma once

#include <cstddef>

namespace proofpress {

/**
 * Replaces each of `count` elements by its inverse, with one inversion and three products an element (Montgomery's trick).
 * Zeros stay zero. `scratch` holds `count` elements.
 */
template <class Field>
void batch_inverse(Field* values, std::size_t count, Field* scratch) {
  Field product = Field::one();
  for (std::size_t i = 0; i < count; i++) {
    scratch[i] = product;
    if (!values[i].is_zero()) product *= values[i];
  }
  Field inverse = product.inverse();
  for (std::size_t i = count; i-- > 0;) {
    if (values[i].is_zero()) continue;
    Field value = values[i];
    values[i] = inverse * scratch[i];
    inverse *= value;
  }
}

}  // namespace proofpress
