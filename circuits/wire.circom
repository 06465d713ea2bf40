pragma circom 2.2.0;

// Wire: gives a linear result a wire of its own.
//
// Input  in   a combination of wires (stands in C only).
// Output out  = in.
// Rows   1    0 * 0 = in - out
//
// Sound: the row says out = in as field elements, so out is unique. No range is assumed and none is proven.
// Compiled at --O0: the higher levels take the row for a renaming and drop it.
template Wire() {
    signal input in;
    signal output out;

    out <== in;
}
