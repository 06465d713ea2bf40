pragma circom 2.2.0;

// Templates for the tests of the compiler of gadgets. It has to refuse all but the first, each for one reason.

template NamesInAnotherOrder() {
    signal input a;
    signal input b[2];
    signal output y;
    signal output x;
    y <== a * b[1];
    x <== 3 * b[0];
}

template UnusedInput() {
    signal input in;
    signal input spare;
    signal output out;
    out <== in;
}

template FreeSignal() {
    signal input in;
    signal output out;
    signal hint;
    hint <-- in + 1;
    out <== in;
}

template UndeclaredSignal() {
    signal input in;
    signal output out;
    signal hidden;
    hidden <== in * in;
    out <== hidden * in;
}

template CombinationInA() {
    signal input in;
    signal output out;
    out <== in * (in - 1);
}

template CombinationBesideProduct() {
    signal input in;
    signal input factor;
    signal output out;
    out <== factor * factor + in;
}

template Renamed() {
    signal input in;
    signal output out;
    signal copy;
    copy <== in;
    out <== copy * copy;
}

template FalseAssertion(N) {
    assert(N > 5);
    signal input in;
    signal output out;
    out <== in * N;
}
