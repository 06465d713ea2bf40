pragma circom 2.2.0;

template SyntaxError() {
    signal input in
    signal output out;
    out <== in;
}
