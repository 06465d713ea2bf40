pragma circom 2.2.0;

// Clamp: the saturation to B signed bits that ends a rescale, read off the bits of a shifted accumulator.
//
// v, s, W and q are those of relu.circom.
// Input  low[B-1]  bits s .. s+B-2 (wires)
// Input  high[K]   bits s+B-1 .. W-2, K = W-s-B >= 1 (wires)
// Input  top       bit W-1: 1 = q is not negative (wire)
// Output out       min(max(q, -2^(B-1)), 2^(B-1) - 1)
// Own    witness   (out - inside) / excess (free where excess = 0)
// Rows   2         excess * (out - saturated) = 0, excess * witness = out - inside
// (With K = 0 nothing can saturate and out is a combination of the bits: no gadget.)
//
// Sound, given that low, high and top are 0 or 1 (Bits sees to it): excess = sum high - K * (1 - top).
//   top = 1: q = sum low + 2^(B-1) * (high as a number) >= 0; excess = sum high, in [0, K], is 0 only where all high
//            bits are 0, that is where q <= 2^(B-1) - 1.
//   top = 0: q is the same sum minus 2^(B-1+K) < 0; excess = sum high - K, in [-K, 0], is 0 only where all high bits
//            are 1, that is where q >= -2^(B-1), and then q = sum low - 2^(B-1).
//   |excess| <= K < r, so no other value of it is 0 in the field.
//   saturated = 2^(B-1) - 1 where top = 1, -2^(B-1) where top = 0; inside = sum low - 2^(B-1) * (1 - top).
//   excess != 0: it has an inverse, so the first row gives out = saturated.
//   excess = 0: the first row says nothing and the second out = inside = q.
// So out is unique. witness is fixed by the second row unless excess = 0, where it is multiplied with 0; it stands in
// no other row, so nothing follows from it.
template Clamp(B, K) {
    assert(B >= 2 && K >= 1 && B + K <= 250);
    signal input low[B - 1];
    signal input high[K];
    signal input top;
    signal output out;
    signal witness;

    var half = 1 << (B - 1);
    var inside = half * top - half;
    for (var i = 0; i < B - 1; i++) {
        inside += low[i] * (1 << i);
    }
    var saturated = top * (2 * half - 1) - half;
    var excess = K * top - K;
    for (var i = 0; i < K; i++) {
        excess += high[i];
    }
    out <-- excess == 0 ? inside : saturated;
    witness <-- excess == 0 ? 0 : (out - inside) / excess;
    excess * (out - saturated) === 0;
    excess * witness === out - inside;
}
