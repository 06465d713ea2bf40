pragma circom 2.2.0;

// Monomials: all products of two or more of H bits. Every function of the bits is a combination of these, of the bits
// and of one.
//
// Input  bit[H]               (wires)
// Output product[2^H - H - 1] the product of the bits in the set m, for every m with two elements or more: sets are
//                             numbers (bit i of m says that bit[i] is in it) and come in ascending order, so that the
//                             set m with the greatest element t stands at m - t - 2
// Rows   2^H - H - 1          product of m without t * bit[t] = product of m
//
// Sound: every row is linear in one signal of its own and reads only signals of earlier rows, so each product is a
// function of the bits. That the bits are 0 or 1 is not assumed; a table is the function that it says only if they are,
// which Bits sees to.
template Monomials(H) {
    assert(H >= 2 && H <= 16);
    signal input bit[H];
    signal output product[(1 << H) - H - 1];

    for (var t = 1; t < H; t++) {
        for (var rest = 1; rest < (1 << t); rest++) {
            var greatest = 0;
            while ((2 << greatest) <= rest) {
                greatest++;
            }
            if ((1 << greatest) == rest) {
                product[rest + (1 << t) - t - 2] <== bit[greatest] * bit[t];
            } else {
                product[rest + (1 << t) - t - 2] <== product[rest - greatest - 2] * bit[t];
            }
        }
    }
}
