pragma circom 2.2.0;

include "../../../circuits/wire.circom";

template OutsideInclude() {
    signal input in;
    signal output out;
    out <== in;
}
