pragma circom 2.2.0;

// IsZero: 1 where a value is 0, else 0.
//
// Input  in       (wire)
// Output out      1 where in = 0, else 0
// Own    inverse  1 / in (free where in = 0)
// Rows   2        in * inverse = 1 - out, in * out = 0
//
// Sound:
//   in != 0: it has an inverse, so the second row gives out = 0 (and the first inverse = 1 / in).
//   in = 0: the first row gives out = 1.
// So out is unique. inverse is multiplied with 0 where in = 0; it stands in no other row, so nothing follows from it.
// The caller's static interval, inside (-r, r), says that in is 0 in the field only where it is 0 as an integer.
template IsZero() {
    signal input in;
    signal output out;
    signal inverse;

    out <-- in == 0 ? 1 : 0;
    inverse <-- in == 0 ? 0 : 1 / in;
    in * inverse === 1 - out;
    in * out === 0;
}
