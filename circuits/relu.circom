pragma circom 2.2.0;

// Relu: the saturating ReLU that ends a rescale, read off the bits of a shifted accumulator.
//
// The caller has v = acc + 2^(s-1) + 2^(W-1) (no 2^(s-1) where s = 0) decomposed by Bits(W), so that
// q = floor((acc + 2^(s-1)) / 2^s) = sum of bits s..W-1 with weights 2^0.. minus 2^(W-1-s).
//
// Input  low[B]    bits s .. s+B-1 (wires)
// Input  high[K]   bits s+B .. W-2, K = W-1-s-B >= 1 (wires)
// Input  top       bit W-1: 1 = q is not negative (wire)
// Output out       min(max(q, 0), 2^B - 1)
// Own    zero      1 where no high bit is set and top = 1, else 0
// Own    inverse   of `excess` (free where excess = 0)
// Rows   3
//
// Sound, given that low, high and top are 0 or 1 (Bits sees to it): excess = sum high + (1 - top) is an integer in
// [0, K + 1], and K + 1 < r, so it is 0 in the field only if every term is 0.
//   excess * inverse = 1 - zero, excess * zero = 0:
//     excess = 0 -> zero = 1 by the first row (inverse may be anything: it stands in no other row, so it changes
//     nothing); excess != 0 -> zero = 0 by the second, and then inverse = 1 / excess by the first.
//   zero * (value - maximum) = out - top * maximum fixes out, linear in it with coefficient 1:
//     zero = 1 (top = 1, q = value):    out = value
//     zero = 0, top = 1 (q > maximum):  out = maximum
//     zero = 0, top = 0 (q < 0):        out = 0
template Relu(B, K) {
    assert(B >= 1 && K >= 1 && B + K <= 250);
    signal input low[B];
    signal input high[K];
    signal input top;
    signal output out;
    signal zero;
    signal inverse;

    var maximum = (1 << B) - 1;
    var value = 0;
    for (var i = 0; i < B; i++) {
        value += low[i] * (1 << i);
    }
    var excess = 1 - top;
    for (var i = 0; i < K; i++) {
        excess += high[i];
    }
    inverse <-- excess != 0 ? 1 / excess : 0;
    zero <-- excess == 0 ? 1 : 0;
    excess * inverse === 1 - zero;
    excess * zero === 0;
    out <-- zero * (value - maximum) + top * maximum;
    zero * (value - maximum) === out - top * maximum;
}
