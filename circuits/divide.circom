pragma circom 2.2.0;

// Divide: the digits of floor(dividend / divisor).
//
// Input  dividend      a combination of wires (stands in C only), not negative
// Input  divisor       at least 1 (wire)
// Output quotient[Q]   the digits of the quotient, quotient[i] has the weight 2^i
// Own    remainder[B]  the digits of dividend - quotient * divisor
// Own    gap[B]        the digits of divisor - 1 - remainder
// Rows   Q + 2B + 2    a row a digit, quotient * divisor = dividend - remainder, 0 * 0 = divisor - 1 - remainder - gap
//
// Sound, given integers dividend and divisor of at most 2^251 in absolute value with divisor >= 1 and
// 2^Q * divisor + 2^B <= 2^250, which the caller's static intervals say: quotient, remainder and gap are integers in
// [0, 2^Q) and [0, 2^B), since over a field x * (x - 1) = 0 has only the solutions 0 and 1. The two sides of each of the
// last two rows are integers that differ by less than r, so the rows hold for the integers: dividend = quotient *
// divisor + remainder with remainder >= 0, and remainder = divisor - 1 - gap <= divisor - 1. Such a quotient is unique.
// Without the digits the first of these rows would have a quotient for every remainder: in a field every division
// comes out even.
// A dividend that is negative, or whose quotient is 2^Q or more, has no witness; nor has a divisor with divisor > 2^B
// where the remainder or the gap takes more digits (completeness, not soundness).
template Divide(Q, B) {
    assert(Q >= 1 && B >= 1 && Q + B <= 249);
    signal input dividend;
    signal input divisor;
    signal output quotient[Q];
    signal remainder[B];
    signal gap[B];

    var quotientValue = dividend \ divisor;
    var remainderValue = dividend % divisor;
    var gapValue = divisor - 1 - remainderValue;
    var quotientSum = 0;
    for (var i = 0; i < Q; i++) {
        quotient[i] <-- (quotientValue >> i) & 1;
        quotient[i] * (quotient[i] - 1) === 0;
        quotientSum += quotient[i] * (1 << i);
    }
    var remainderSum = 0;
    var gapSum = 0;
    for (var i = 0; i < B; i++) {
        remainder[i] <-- (remainderValue >> i) & 1;
        remainder[i] * (remainder[i] - 1) === 0;
        remainderSum += remainder[i] * (1 << i);
        gap[i] <-- (gapValue >> i) & 1;
        gap[i] * (gap[i] - 1) === 0;
        gapSum += gap[i] * (1 << i);
    }
    quotientSum * divisor === dividend - remainderSum;
    divisor - 1 - remainderSum === gapSum;
}
