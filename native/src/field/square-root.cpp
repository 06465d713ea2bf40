#include "square-root.hpp"

namespace proofpress {
namespace {

U256 shifted_right(const U256& a, unsigned count) {
  U256 out;
  for (int i = 0; i < 4; i++) out.limb[i] = a.limb[i] >> count | (i < 3 ? a.limb[i + 1] << (64 - count) : 0);
  return out;
}

}  // namespace

bool square_root(const Fq& a, Fq& root) {
  // (q + 1) / 4 = (q >> 2) + 1, because q = 3 mod 4; no carry, since the low limb is not all ones.
  U256 exponent = shifted_right(Fq::modulus(), 2);
  exponent.limb[0] += 1;
  Fq candidate = a.power(exponent);
  if (candidate.squared() != a) return false;
  root = candidate;
  return true;
}

bool square_root(const Fq2& a, Fq2& root) {
  // (x + y i)^2 = a: x^2 - y^2 = a0, 2 x y = a1, x^2 + y^2 = n with n^2 = norm(a), so x^2 = (a0 + n) / 2 for one sign of n.
  if (a.c1.is_zero()) {
    Fq real;
    if (square_root(a.c0, real)) {
      root = {real, Fq::zero()};
      return true;
    }
    // -1 is no square, so one of a0 and -a0 is.
    if (!square_root(-a.c0, real)) return false;
    root = {Fq::zero(), real};
    return true;
  }
  Fq norm;
  if (!square_root(a.c0.squared() + a.c1.squared(), norm)) return false;
  Fq half = Fq::from_u64(2).inverse();
  Fq x;
  if (!square_root((a.c0 + norm) * half, x) && !square_root((a.c0 - norm) * half, x)) return false;
  Fq2 candidate{x, a.c1 * half * x.inverse()};
  if (candidate.squared() != a) return false;
  root = candidate;
  return true;
}

bool is_negative(const Fq& a) { return less_than(shifted_right(Fq::modulus(), 1), a.to_plain()); }

bool is_negative(const Fq2& a) { return is_negative(a.c1.is_zero() ? a.c0 : a.c1); }

}  // namespace proofpress
