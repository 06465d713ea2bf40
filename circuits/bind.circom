pragma circom 2.2.0;

// Bind: makes a public signal part of the circuit.
//
// Input  in        (wire)
// Output square    = in * in
// Rows   1
//
// Sound: square is unique. Nothing else is meant to follow from it: a public signal that stands in no row can be
// replaced in a finished Groth16 proof in some implementations (its IC point would be infinity), so a signal that
// the computation does not use, the context, is squared once.
template Bind() {
    signal input in;
    signal output square;

    square <== in * in;
}
