pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";

// circomlib's own Poseidon with 16 inputs under the signal names of PoseidonBlock.
template CircomlibPoseidon() {
    signal input initial;
    signal input block[15];
    signal output out;

    component hash = Poseidon(16);
    hash.inputs[0] <== initial;
    for (var i = 0; i < 15; i++) {
        hash.inputs[i + 1] <== block[i];
    }
    out <== hash.out;
}
