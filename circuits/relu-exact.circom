pragma circom 2.2.0;

// ReluExact: Relu where no value can exceed 2^B - 1 (K = 0 in relu.circom).
//
// Input  low[B]    bits s .. W-2, B = W-1-s (wires)
// Input  top       bit W-1: 1 = q is not negative (wire)
// Output out       max(q, 0)
// Rows   1         top * sum 2^i low[i] = out
//
// Sound, given that low and top are 0 or 1 (Bits sees to it): top = 1 means q = sum 2^i low[i], top = 0 means q < 0;
// the row gives out = q and out = 0. out is linear in the row, so it is unique.
template ReluExact(B) {
    assert(B >= 1 && B <= 250);
    signal input low[B];
    signal input top;
    signal output out;

    var value = 0;
    for (var i = 0; i < B; i++) {
        value += low[i] * (1 << i);
    }
    out <== top * value;
}
