#pragma once

#include "fq2.hpp"

namespace proofpress {

/** Sets `root` to a square root of `a` and returns true, or returns false if there is none. q = 3 mod 4: a^((q + 1) / 4). */
bool square_root(const Fq& a, Fq& root);
/** The same in Fq2, by the norm to Fq. */
bool square_root(const Fq2& a, Fq2& root);

/** Whether the plain integer is above (q - 1) / 2: ffjavascript's `isNegative`. */
bool is_negative(const Fq& a);
/** The sign of c1, or of c0 where c1 is zero. */
bool is_negative(const Fq2& a);

}  // namespace proofpress
