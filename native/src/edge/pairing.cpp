#include "../curve/pairing.hpp"

#include <vector>

#include "guard.hpp"
#include "primitives-plain.hpp"

using namespace proofpress;

proofpress_status proofpress_pairing_check(const uint8_t* g1, const uint8_t* g2, size_t count, proofpress_error* error) {
  return guard(error, [&] {
    if (count > 0) {
      require_argument(g1, "g1");
      require_argument(g2, "g2");
    }
    std::vector<PairingInput> inputs;
    for (size_t i = 0; i < count; i++)
      inputs.push_back({load_plain_point<Fq>(g1 + i * G1Affine::bytes, "g1[" + std::to_string(i) + "]"),
                        load_plain_point<Fq2>(g2 + i * G2Affine::bytes, "g2[" + std::to_string(i) + "]")});
    if (!is_pairing_product_one(inputs.data(), count)) throw Failure(PROOFPRESS_REJECTED, "The product of the pairings is not one.");
  });
}
