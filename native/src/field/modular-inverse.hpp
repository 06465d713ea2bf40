#pragma once

#include "limbs.hpp"

namespace proofpress {

/**
 * 1 / a mod p by division steps, 62 at a time on the lowest words (Bernstein and Yang, "Fast constant-time gcd computation and
 * modular inversion", 2019, in variable time): about six times as fast as Fermat's power.
 */
template <class Parameters>
class ModularInverse {
 public:
  /** @param a plain integer below p. @returns its inverse below p; zero for zero */
  static U256 of(const U256& a) {
    Wide f = modulus(), g = split(a), d{{0, 0, 0, 0, 0}}, e{{1, 0, 0, 0, 0}};
    std::int64_t eta = -1;
    while (!g.is_zero()) {
      Matrix matrix = division_steps(eta, (u64)f.limb[0], (u64)g.limb[0]);
      update_coefficients(d, e, matrix);
      update_values(f, g, matrix);
    }
    // f is now 1 or -1, and d = f / a mod p.
    return normalized(d, f.limb[4] < 0);
  }

 private:
  static constexpr unsigned limb_bits = 62;
  static constexpr u64 limb_mask = ~0ull >> 2;
  using Signed = std::int64_t;
  __extension__ typedef __int128 Signed128;

  /** sum of limb[i] 2^(62 i); all limbs but the highest are in [0, 2^62), the highest has the sign. */
  struct Wide {
    Signed limb[5];
    bool is_zero() const { return (limb[0] | limb[1] | limb[2] | limb[3] | limb[4]) == 0; }
  };
  /** 2^62 times the linear map of 62 division steps: f' = u f + v g, g' = q f + r g. */
  struct Matrix {
    Signed u, v, q, r;
  };

  static constexpr Wide split_limbs(u64 a, u64 b, u64 c, u64 d) {
    return {{(Signed)(a & limb_mask), (Signed)((a >> 62 | b << 2) & limb_mask), (Signed)((b >> 60 | c << 4) & limb_mask),
             (Signed)((c >> 58 | d << 6) & limb_mask), (Signed)(d >> 56)}};
  }
  static Wide split(const U256& a) { return split_limbs(a.limb[0], a.limb[1], a.limb[2], a.limb[3]); }
  static constexpr Wide modulus() {
    return split_limbs(Parameters::modulus[0], Parameters::modulus[1], Parameters::modulus[2], Parameters::modulus[3]);
  }
  /** 1 / p mod 2^62. */
  static constexpr u64 modulus_inverse = (0 - Parameters::negative_inverse) & limb_mask;

  /** Unsigned words: sums and products wrap on purpose. */
  static Matrix division_steps(Signed& eta, u64 f, u64 g) {
    u64 u = 1, v = 0, q = 0, r = 1;
    for (unsigned left = limb_bits;;) {
      // Even g: halve it as often as it goes.
      unsigned zeros = (unsigned)__builtin_ctzll(g | ~0ull << left);
      g >>= zeros;
      u <<= zeros;
      v <<= zeros;
      eta -= zeros;
      left -= zeros;
      if (left == 0) break;
      if (eta < 0) {
        eta = -eta;
        u64 kept = f;
        f = g;
        g = 0 - kept;
        kept = u;
        u = q;
        q = 0 - kept;
        kept = v;
        v = r;
        r = 0 - kept;
      }
      // Adds the multiple of f that clears as many low bits of g as the next steps may: f (f f - 2) is -1 / f mod 2^6.
      u64 limit = (u64)eta + 1 < left ? (u64)eta + 1 : left;
      u64 mask = limit >= 6 ? 63 : ((u64)1 << limit) - 1;
      u64 multiple = (f * g * (f * f - 2)) & mask;
      g += f * multiple;
      q += u * multiple;
      r += v * multiple;
    }
    return {(Signed)u, (Signed)v, (Signed)q, (Signed)r};
  }

  static void update_values(Wide& f, Wide& g, const Matrix& m) {
    Signed128 sum_f = (Signed128)m.u * f.limb[0] + (Signed128)m.v * g.limb[0];
    Signed128 sum_g = (Signed128)m.q * f.limb[0] + (Signed128)m.r * g.limb[0];
    sum_f >>= limb_bits;
    sum_g >>= limb_bits;
    for (int i = 1; i < 5; i++) {
      sum_f += (Signed128)m.u * f.limb[i] + (Signed128)m.v * g.limb[i];
      sum_g += (Signed128)m.q * f.limb[i] + (Signed128)m.r * g.limb[i];
      f.limb[i - 1] = (Signed)((u64)sum_f & limb_mask);
      g.limb[i - 1] = (Signed)((u64)sum_g & limb_mask);
      sum_f >>= limb_bits;
      sum_g >>= limb_bits;
    }
    f.limb[4] = (Signed)sum_f;
    g.limb[4] = (Signed)sum_g;
  }

  /** The same map on d and e modulo p, which stay in (-2p, p): a multiple of p makes each sum divisible by 2^62. */
  static void update_coefficients(Wide& d, Wide& e, const Matrix& m) {
    constexpr Wide p = modulus();
    Signed sign_d = d.limb[4] < 0 ? -1 : 0, sign_e = e.limb[4] < 0 ? -1 : 0;
    Signed multiple_d = (m.u & sign_d) + (m.v & sign_e), multiple_e = (m.q & sign_d) + (m.r & sign_e);
    Signed128 sum_d = (Signed128)m.u * d.limb[0] + (Signed128)m.v * e.limb[0];
    Signed128 sum_e = (Signed128)m.q * d.limb[0] + (Signed128)m.r * e.limb[0];
    multiple_d -= (Signed)((modulus_inverse * (u64)sum_d + (u64)multiple_d) & limb_mask);
    multiple_e -= (Signed)((modulus_inverse * (u64)sum_e + (u64)multiple_e) & limb_mask);
    sum_d += (Signed128)p.limb[0] * multiple_d;
    sum_e += (Signed128)p.limb[0] * multiple_e;
    sum_d >>= limb_bits;
    sum_e >>= limb_bits;
    for (int i = 1; i < 5; i++) {
      Signed d_limb = d.limb[i], e_limb = e.limb[i];
      sum_d += (Signed128)m.u * d_limb + (Signed128)m.v * e_limb + (Signed128)p.limb[i] * multiple_d;
      sum_e += (Signed128)m.q * d_limb + (Signed128)m.r * e_limb + (Signed128)p.limb[i] * multiple_e;
      d.limb[i - 1] = (Signed)((u64)sum_d & limb_mask);
      e.limb[i - 1] = (Signed)((u64)sum_e & limb_mask);
      sum_d >>= limb_bits;
      sum_e >>= limb_bits;
    }
    d.limb[4] = (Signed)sum_d;
    e.limb[4] = (Signed)sum_e;
  }

  /** d in (-2p, p), negated if asked, as an integer in [0, p). */
  static U256 normalized(const Wide& d, bool negate) {
    constexpr Wide p = modulus();
    Wide value = d;
    for (int pass = 0; pass < 2; pass++) {
      Signed correction = value.limb[4] < 0 ? -1 : 0, carry = 0;
      for (int i = 0; i < 5; i++) {
        Signed limb = value.limb[i] + (p.limb[i] & correction);
        if (pass == 0 && negate) limb = -limb;
        limb += carry;
        carry = limb >> limb_bits;
        value.limb[i] = i < 4 ? (Signed)((u64)limb & limb_mask) : limb;
      }
    }
    u64 a = (u64)value.limb[0], b = (u64)value.limb[1], c = (u64)value.limb[2], t = (u64)value.limb[3], h = (u64)value.limb[4];
    return {{a | b << 62, b >> 2 | c << 60, c >> 4 | t << 58, t >> 6 | h << 56}};
  }
};

}  // namespace proofpress
