pragma circom 2.2.0;

include "circomlib/circuits/poseidon_constants.circom";

// PoseidonBlock: one step of the input commitment, Poseidon with 16 inputs (t = 17, 8 full and 68 partial rounds;
// https://eprint.iacr.org/2019/458, the parameters of circomlib).
//
// Input  initial     the hash so far (wire)
// Input  block[15]   (wires)
// Output out         = circomlib's Poseidon(16)([initial, block[0], ..., block[14]])
// Own    square, fourth, fifth [203]   the powers x^2, x^4, x^5 of the input x of each S-box
// Rows   610         3 for each of 203 S-boxes, 1 linear row for out
//
// The template is flat and the linear layers are symbolic, so there are no rows but those of the S-boxes. It follows
// circomlib's order of operations with the sparse matrices P and S in the partial rounds. Of the 204 S-boxes
// the very first has a constant input (the capacity starts as 0): its output is computed here and costs no row.
//
// Sound: each input x of an S-box is a linear function of the inputs and of the `fifth` of earlier boxes. The rows
// x * x = square, square * square = fourth, fourth * x = fifth fix the three from x, so by induction along the boxes
// every signal, and out with them, is a function of the inputs. No range is assumed.
template PoseidonBlock() {
    signal input initial;
    signal input block[15];
    signal output out;
    signal square[203];
    signal fourth[203];
    signal fifth[203];

    var C[204] = POSEIDON_C(17);
    var S[2244] = POSEIDON_S(17);
    var M[17][17] = POSEIDON_M(17);
    var P[17][17] = POSEIDON_P(17);

    var state[17];
    var mixed[17];
    var box = 0;

    state[0] = C[0];
    state[1] = initial + C[1];
    for (var j = 0; j < 15; j++) {
        state[2 + j] = block[j] + C[2 + j];
    }

    for (var r = 0; r < 4; r++) {
        for (var j = 0; j < 17; j++) {
            if (r == 0 && j == 0) {
                state[0] = state[0] ** 5;
            } else {
                square[box] <== state[j] * state[j];
                fourth[box] <== square[box] * square[box];
                fifth[box] <== fourth[box] * state[j];
                state[j] = fifth[box];
                box++;
            }
            state[j] += C[17 * (r + 1) + j];
        }
        for (var i = 0; i < 17; i++) {
            mixed[i] = 0;
            for (var j = 0; j < 17; j++) {
                if (r < 3) {
                    mixed[i] += M[j][i] * state[j];
                } else {
                    mixed[i] += P[j][i] * state[j];
                }
            }
        }
        for (var i = 0; i < 17; i++) {
            state[i] = mixed[i];
        }
    }

    for (var r = 0; r < 68; r++) {
        square[box] <== state[0] * state[0];
        fourth[box] <== square[box] * square[box];
        fifth[box] <== fourth[box] * state[0];
        state[0] = fifth[box] + C[85 + r];
        box++;
        mixed[0] = 0;
        for (var j = 0; j < 17; j++) {
            mixed[0] += S[33 * r + j] * state[j];
        }
        for (var i = 1; i < 17; i++) {
            state[i] += S[33 * r + 16 + i] * state[0];
        }
        state[0] = mixed[0];
    }

    for (var r = 0; r < 4; r++) {
        for (var j = 0; j < 17; j++) {
            square[box] <== state[j] * state[j];
            fourth[box] <== square[box] * square[box];
            fifth[box] <== fourth[box] * state[j];
            state[j] = fifth[box];
            box++;
            if (r < 3) {
                state[j] += C[153 + 17 * r + j];
            }
        }
        for (var i = 0; i < 17; i++) {
            mixed[i] = 0;
            for (var j = 0; j < 17; j++) {
                mixed[i] += M[j][i] * state[j];
            }
        }
        for (var i = 0; i < 17; i++) {
            state[i] = mixed[i];
        }
    }
    out <== state[0];
}
