#pragma once

#include "../curve/affine.hpp"

namespace proofpress {

/** (1, 2), of order r. */
inline G1Affine g1_generator() { return {Fq::from_u64(1), Fq::from_u64(2)}; }

/** The generator of G2 of EIP-197, of order r. */
inline G2Affine g2_generator() {
  const Fq x0 = Fq::from_plain(U256{{0x46debd5cd992f6edull, 0x674322d4f75edaddull, 0x426a00665e5c4479ull, 0x1800deef121f1e76ull}});
  const Fq x1 = Fq::from_plain(U256{{0x97e485b7aef312c2ull, 0xf1aa493335a9e712ull, 0x7260bfb731fb5d25ull, 0x198e9393920d483aull}});
  const Fq y0 = Fq::from_plain(U256{{0x4ce6cc0166fa7daaull, 0xe3d1e7690c43d37bull, 0x4aab71808dcb408full, 0x12c85ea5db8c6debull}});
  const Fq y1 = Fq::from_plain(U256{{0x55acdadcd122975bull, 0xbc4b313370b38ef3ull, 0xec9e99ad690c3395ull, 0x090689d0585ff075ull}});
  return {{x0, x1}, {y0, y1}};
}

}  // namespace proofpress
