pragma circom 2.2.0;

// Maximum: the greater of two values a and b, as a combination of them and the digits of |a - b|:
// max(a, b) = (a + b + |a - b|) / 2.
//
// Input  difference  a - b, a combination of wires (stands in C only)
// Output bit[W]      the digits of |a - b|, bit[i] has the weight 2^i
// Own    sign        1 where a > b, 0 where a < b (free where a = b)
// Rows   W + 2       W times bit * (bit - 1) = 0, once sign * (sign - 1) = 0,
//                    once (2 sign - 1) * sum 2^i bit[i] = difference
//
// Sound, given integers a and b of at most 2^250 in absolute value, which the caller's static intervals say:
// magnitude = sum 2^i bit[i] is an integer in [0, 2^W) and 2 sign - 1 is 1 or -1, since over a field x * (x - 1) = 0
// has only the solutions 0 and 1. So a - b = magnitude or a - b = -magnitude in the field. The difference of the two
// sides is an integer of at most 2^251 + 2^250 < r in absolute value: the equation holds for the integers, magnitude =
// |a - b|, and its digits are unique. sign is fixed by the last row unless magnitude = 0, where a zero stands beside
// it; it stands in no other row, so nothing follows from it.
// No order of a and b is assumed and none is told: who reads the combination gets the greater value, whichever it was.
// A pair with |a - b| >= 2^W has no solution: W must hold every difference that can come (completeness, not
// soundness).
// The last row is quadratic, yet `difference` stands in its C only: no weight behind it enters the key's coefficients.
template Maximum(W) {
    assert(W >= 1 && W <= 250);
    signal input difference;
    signal output bit[W];
    signal sign;

    var magnitude = difference < 0 ? -difference : difference;
    var sum = 0;
    for (var i = 0; i < W; i++) {
        bit[i] <-- (magnitude >> i) & 1;
        bit[i] * (bit[i] - 1) === 0;
        sum += bit[i] * (1 << i);
    }
    sign <-- difference < 0 ? 0 : 1;
    sign * (sign - 1) === 0;
    (2 * sign - 1) * sum === difference;
}
