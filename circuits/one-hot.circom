pragma circom 2.2.0;

// OneHot: N bits of which the one at an index is 1.
//
// Input  index   in [0, N-1] (a factor: a wire, or a wire minus a constant)
// Output bit[N]  1 at the index, 0 elsewhere
// Rows   N + 1   N times bit[j] * (index - j) = 0, once 0 * 0 = 1 - sum bit
//
// Sound: index - j is not 0 for any j but one at most (0 <= j < N < r), and where it is not 0 it has an inverse, so
// bit[j] = 0. The last row then says that there is such a j, and that bit[j] = 1. So the bits are unique, and an index
// outside [0, N-1] has no witness.
template OneHot(N) {
    assert(N >= 1);
    signal input index;
    signal output bit[N];

    var sum = 0;
    for (var j = 0; j < N; j++) {
        bit[j] <-- index == j ? 1 : 0;
        bit[j] * (index - j) === 0;
        sum += bit[j];
    }
    sum === 1;
}
