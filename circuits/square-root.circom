pragma circom 2.2.0;

// SquareRoot: the digits of floor(sqrt(square)).
//
// Input  square          a combination of wires (stands in C only), not negative
// Output root[W]         the digits of the root, root[i] has the weight 2^i
// Own    remainder[W+1]  the digits of square - root^2
// Own    gap[W+1]        the digits of 2 root - remainder
// Rows   3W + 4          a row a digit, root * root = square - remainder, 0 * 0 = 2 root - remainder - gap
//
// Sound, given an integer square of at most 2^250, which the caller's static interval says: root, remainder and gap are
// integers in [0, 2^W) and [0, 2^(W+1)), since over a field x * (x - 1) = 0 has only the solutions 0 and 1. root^2 +
// remainder < 2^252 + 2^127 (W <= 126), so the two sides of each of the last two rows are integers that differ by less
// than r, and the rows hold for the integers: root^2 <= root^2 + remainder = square, and remainder = 2 root - gap <=
// 2 root means square < (root + 1)^2. Such a root is unique.
// Without the digits every square in the field would have two roots, r - root beside root.
// A square that is negative, or 2^(2W) or more, has no witness (completeness, not soundness).
template SquareRoot(W) {
    assert(W >= 1 && W <= 126);
    signal input square;
    signal output root[W];
    signal remainder[W + 1];
    signal gap[W + 1];

    var rootValue = 0;
    for (var i = W - 1; i >= 0; i--) {
        if ((rootValue + (1 << i)) * (rootValue + (1 << i)) <= square) {
            rootValue += 1 << i;
        }
    }
    var remainderValue = square - rootValue * rootValue;
    var gapValue = 2 * rootValue - remainderValue;
    var rootSum = 0;
    for (var i = 0; i < W; i++) {
        root[i] <-- (rootValue >> i) & 1;
        root[i] * (root[i] - 1) === 0;
        rootSum += root[i] * (1 << i);
    }
    var remainderSum = 0;
    var gapSum = 0;
    for (var i = 0; i < W + 1; i++) {
        remainder[i] <-- (remainderValue >> i) & 1;
        remainder[i] * (remainder[i] - 1) === 0;
        remainderSum += remainder[i] * (1 << i);
        gap[i] <-- (gapValue >> i) & 1;
        gap[i] * (gap[i] - 1) === 0;
        gapSum += gap[i] * (1 << i);
    }
    rootSum * rootSum === square - remainderSum;
    2 * rootSum - remainderSum === gapSum;
}
