pragma circom 2.2.0;

// Saturate: chooses between the value of a table and its value at the nearer end of its range.
//
// Input  excess     0 exactly where the argument is in range (a factor: a combination of bits)
// Input  saturated  the result out of range (a factor: a combination of bits)
// Input  inside     the result in range, a combination of wires (stands in C only)
// Output out        inside where excess = 0, else saturated
// Own    witness    (out - inside) / excess (free where excess = 0)
// Rows   2          excess * (out - saturated) = 0, excess * witness = out - inside
//
// Sound:
//   excess != 0: it has an inverse, so the first row gives out = saturated.
//   excess = 0: the first row says nothing and the second out = inside.
// So out is unique. witness is fixed by the second row unless excess = 0, where it is multiplied with 0; it stands in
// no other row, so nothing follows from it.
// The caller sees to it that excess, a sum of at most 250 bits as in relu.circom or clamp.circom, is 0 in the field only
// where it is 0 as an integer.
template Saturate() {
    signal input excess;
    signal input saturated;
    signal input inside;
    signal output out;
    signal witness;

    out <-- excess == 0 ? inside : saturated;
    witness <-- excess == 0 ? 0 : (out - inside) / excess;
    excess * (out - saturated) === 0;
    excess * witness === out - inside;
}
