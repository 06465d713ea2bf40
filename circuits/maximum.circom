pragma circom 2.2.0;

// Maximum: chooses the greater of two values, the comparison being made by the caller.
//
// Input  select    1 = a, 0 = b (wire)
// Input  a, b      the values (wires)
// Output out       = b + select * (a - b)
// Rows   1
//
// Sound: out is linear in the row with coefficient 1, so it is unique, and it is a or b if select is 1 or 0.
// That select is 0 or 1, and that it says a >= b, is not proven here: the caller takes it as the top bit of
// Bits(W + 1) on a - b + 2^W, where the static intervals of a and b keep |a - b| < 2^W. Then
// a - b + 2^W is an integer in [0, 2^(W+1)), Bits proves its digits, and its top bit is 1 exactly where a >= b.
template Maximum() {
    signal input select;
    signal input a;
    signal input b;
    signal output out;

    out <== b + select * (a - b);
}
