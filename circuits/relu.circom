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
// Own    witness   (out - value) / excess (free where excess = 0)
// Rows   2         excess * (out - top * maximum) = 0, excess * witness = out - value
//
// Sound, given that low, high and top are 0 or 1 (Bits sees to it): value = sum 2^i low[i], maximum = 2^B - 1, and
// excess = sum high + (1 - top) is an integer in [0, K + 1]. K + 1 < r, so it is 0 in the field only if every term is 0.
//   excess != 0: it has an inverse, so the first row gives out = top * maximum:
//     top = 1 (a high bit is set, q > maximum):  out = maximum
//     top = 0 (q < 0):                           out = 0
//   excess = 0 (top = 1, no high bit, q = value): the first row says nothing and the second out = value.
// So out is unique. witness is fixed by the second row unless excess = 0, where it is multiplied with 0; it stands in
// no other row, so nothing follows from it.
template Relu(B, K) {
    assert(B >= 1 && K >= 1 && B + K <= 250);
    signal input low[B];
    signal input high[K];
    signal input top;
    signal output out;
    signal witness;

    var maximum = (1 << B) - 1;
    var value = 0;
    for (var i = 0; i < B; i++) {
        value += low[i] * (1 << i);
    }
    var excess = 1 - top;
    for (var i = 0; i < K; i++) {
        excess += high[i];
    }
    out <-- excess == 0 ? value : top * maximum;
    witness <-- excess == 0 ? 0 : (out - value) / excess;
    excess * (out - top * maximum) === 0;
    excess * witness === out - value;
}
