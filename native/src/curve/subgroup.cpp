#include "subgroup.hpp"

#include "../field/fq12.hpp"

namespace proofpress {

G1Affine g1_generator() { return {Fq::one(), Fq::from_u64(2)}; }

G2Affine g2_generator() {
  // EIP-197, section "Definition of the groups".
  Fq2 x{Fq::from_plain(U256{{0x46debd5cd992f6edull, 0x674322d4f75edaddull, 0x426a00665e5c4479ull, 0x1800deef121f1e76ull}}),
        Fq::from_plain(U256{{0x97e485b7aef312c2ull, 0xf1aa493335a9e712ull, 0x7260bfb731fb5d25ull, 0x198e9393920d483aull}})};
  Fq2 y{Fq::from_plain(U256{{0x4ce6cc0166fa7daaull, 0xe3d1e7690c43d37bull, 0x4aab71808dcb408full, 0x12c85ea5db8c6debull}}),
        Fq::from_plain(U256{{0x55acdadcd122975bull, 0xbc4b313370b38ef3ull, 0xec9e99ad690c3395ull, 0x090689d0585ff075ull}})};
  return {x, y};
}

G2Affine frobenius_on_twist(const G2Affine& point) {
  // (x w^2, y w^3) is the point on the curve over Fq12; infinity (0, 0) stays what it is.
  const auto& factor = frobenius_factors();
  return {point.x.conjugate() * factor[2], point.y.conjugate() * factor[3]};
}

bool is_in_g2(const G2Affine& point) {
  // 6 u^2 = t - 1.
  constexpr U256 trace_minus_one{{0xf83e9682e87cfd46ull, 0x6f4d8248eeb859fbull, 0, 0}};
  G2 multiple = multiply_scalar<Fq2>(point, trace_minus_one);
  G2Affine image = frobenius_on_twist(point);
  return (multiple + -image).is_infinity();
}

}  // namespace proofpress
