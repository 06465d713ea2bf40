pragma circom 2.2.0;

// Bits: the binary digits of a combination, and with them the proof that 0 <= in < 2^W.
//
// Input  in        a combination of wires (stands in C only).
// Output bit[W]    bit[i] has the weight 2^i.
// Rows   W + 1     W times bit * (bit - 1) = 0, once 0 * 0 = in - sum 2^i bit[i]
//
// Sound: over a field bit * (bit - 1) = 0 has only the solutions 0 and 1. So the sum is an integer in [0, 2^W),
// and as 2^W <= 2^250 < r no two of these integers are the same field element: a value in range has exactly one
// solution, and a value outside (a negative one is r - n) has none. The caller therefore needs no range of `in`;
// with a `combination` whose integer interval is inside [0, 2^W) every value can be proven.
// Compiled at --O0: at --O1 the linear row of Bits(1) would be taken for a renaming, at --O2 the input would be
// substituted into A and B.
template Bits(W) {
    assert(W >= 1 && W <= 250);
    signal input in;
    signal output bit[W];

    var sum = 0;
    for (var i = 0; i < W; i++) {
        bit[i] <-- (in >> i) & 1;
        bit[i] * (bit[i] - 1) === 0;
        sum += bit[i] * (1 << i);
    }
    in === sum;
}
