import { SCALAR_FIELD } from '../../bn254.ts';
import { add, multiply } from './exact.ts';
import type { FieldValue, Gadget } from './gadget.ts';

/** InnerProduct(M): a[0] b[0] + ... + a[M-1] b[M-1] + rest (circuits/inner-product.circom). M rows. */
export const innerProduct: Gadget<readonly [length: number]> = {
  name: 'inner-product',
  template: 'InnerProduct',
  file: 'inner-product.circom',
  optimization: 'O0',
  inputs: ([length]) => [
    { name: 'a', length, kind: 'factor' },
    { name: 'b', length, kind: 'factor' },
    { name: 'rest', length: 1, kind: 'combination' },
  ],
  signals: ([length]) => [
    { name: 'out', length: 1 },
    { name: 'product', length: length - 1 },
  ],
  outputCount: () => 1,
  rowCount: ([length]) => length,
  assign([length], inputs, values) {
    let sum: FieldValue = inputs[2 * length]!;
    for (let index = 0; index < length; index++) {
      const product = multiply(inputs[index]!, inputs[length + index]!);
      if (index < length - 1) values[index + 1] = reduce(product);
      sum = add(sum, product);
    }
    values[0] = reduce(sum);
  },
};

/** Keeps a product of values that are residues already from growing with every product behind it. */
function reduce(value: FieldValue): FieldValue {
  return typeof value === 'number' ? value : value % SCALAR_FIELD;
}
