pragma circom 2.2.0;

// InnerProduct: a sum of M products and a combination. Products, matrix products and tables are made of it.
//
// Input  a[M]          (factors: wires, or combinations of bits)
// Input  b[M]          (factors)
// Input  rest          a combination of wires (stands in C only)
// Output out           = a[0] b[0] + ... + a[M-1] b[M-1] + rest
// Own    product[M-1]  product[i] = a[i] b[i]
// Rows   M             M - 1 times a * b = product, once a[M-1] * b[M-1] = out - rest - sum product
//
// Sound: every row is linear in one signal of its own, so each product and then out is a function of the inputs. No
// range is assumed and none is proven: out is the sum as a field element, and the caller's static intervals say that
// it is the same integer.
// The last product has no wire: its row gives the sum.
template InnerProduct(M) {
    assert(M >= 1);
    signal input a[M];
    signal input b[M];
    signal input rest;
    signal output out;
    signal product[M - 1];

    var sum = rest;
    for (var i = 0; i < M - 1; i++) {
        product[i] <== a[i] * b[i];
        sum += product[i];
    }
    out <-- sum + a[M - 1] * b[M - 1];
    a[M - 1] * b[M - 1] === out - sum;
}
