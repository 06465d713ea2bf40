pragma circom 2.2.0;

// Pack: puts N values of B bits into one field element, value i at bit B * i.
//
// Input  in[N]     combinations of wires (stand in C only); the offset that makes a signed value non-negative is
//                  part of the caller's combination
// Output out       = sum in[i] * 2^(B * i)
// Rows   1         0 * 0 = sum in[i] * 2^(B * i) - out
//
// Sound: out is a linear function of the inputs. That it has only one unpacking needs more, and the caller owes it:
// every in[i] is an integer in [0, 2^B), by Bits(B) or by the interval its own rows enforce. As N * B <= 248 the sum
// then stays below 2^248 < r, does not wrap, and is a positional notation: two lists of values with the same sum are
// the same list.
// Compiled at --O0: at --O1 the row of Pack(1, B) would be taken for a renaming.
template Pack(N, B) {
    assert(N >= 1 && B >= 1 && N * B <= 248);
    signal input in[N];
    signal output out;

    var sum = 0;
    for (var i = 0; i < N; i++) {
        sum += in[i] * (1 << (B * i));
    }
    out <== sum;
}
