import { expect, test } from 'vitest';
import { makeOrder, type OrderRequest } from '../../src-main/engine/pipeline/7-serve/make-order.ts';
import type { ServedModel } from '../../src-main/engine/pipeline/7-serve/served-model.ts';
import { SCALAR_FIELD } from '../../src-main/engine/proofs/bn254.ts';
import { appErrorOf } from '../engine/groth16/app-error.ts';

const ADDRESS = '0x5FbDB2315678afecb367f032d93F642f64180aa3';

/** Two inputs: `x` of shape [2, 2], committed, and `constructor`, public. Registered on chain 31337. */
const model = {
  name: 'two',
  keyId: 'k',
  ports: [
    { name: 'x', shape: [2, 2], elementType: 'float' },
    { name: 'constructor', shape: [1], elementType: 'float' },
  ],
  layout: {
    inputs: [
      { name: 'x', mode: 'committed', count: 4, bits: 8, signed: true },
      { name: 'constructor', mode: 'public', count: 1, bits: 8, signed: true },
    ],
    outputs: { count: 1, bits: 16, signed: true },
  },
  publications: [{ chainId: '31337' }],
} as unknown as ServedModel;

const inputs = {
  x: [
    [1, 2],
    [3, 4],
  ],
  constructor: 5,
};
const make = (request: Partial<OrderRequest>) =>
  makeOrder(model, { inputs, ...request } as OrderRequest, 1000n);
const refusal = (request: Partial<OrderRequest>) => async () => make(request);

test('nested and flat inputs, a number for one value; the context in its plain form', () => {
  const flat = { inputs: { x: [1, 2, 3, 4], constructor: [5] }, salts: {}, context: {} };
  expect(make({})).toEqual({ ...flat, modelName: 'two', keyId: 'k' });
  expect(make({ inputs: flat.inputs })).toEqual(make({}));
  const context = {
    chainId: '031337',
    consumer: ADDRESS.toLowerCase(),
    requestId: `0x${'AB'.repeat(32)}`,
    deadline: '1001',
  };
  expect(make({ context }).context).toEqual({
    chainId: '31337',
    consumer: ADDRESS,
    requestId: `0x${'ab'.repeat(32)}`,
    deadline: '1001',
  });
  expect(make({ salts: { x: (SCALAR_FIELD - 1n).toString() } }).salts).toEqual({
    x: (SCALAR_FIELD - 1n).toString(),
  });
});

test.each<[string, Partial<OrderRequest>]>([
  ['no input', { inputs: {} }],
  ['one of two', { inputs: { x: inputs.x } as unknown as OrderRequest['inputs'] }],
  [
    'one that the model does not have',
    { inputs: { ...inputs, y: [1] } as unknown as OrderRequest['inputs'] },
  ],
  ['too few values', { inputs: { ...inputs, x: [1, 2, 3] } }],
  ['too many values', { inputs: { ...inputs, x: [1, 2, 3, 4, 5] } }],
  ['another nesting', { inputs: { ...inputs, x: [[1, 2, 3, 4]] } }],
  ['ragged lists', { inputs: { ...inputs, x: [[1, 2, 3], [4]] } }],
  [
    'too deep',
    { inputs: { ...inputs, x: JSON.parse('['.repeat(30) + '1,2,3,4' + ']'.repeat(30)) as unknown } },
  ],
  ['NaN', { inputs: { ...inputs, x: [1, 2, 3, NaN] } }],
  ['infinity', { inputs: { ...inputs, x: [1, 2, 3, Infinity] } }],
  ['a text', { inputs: { ...inputs, x: [1, 2, 3, '4'] } }],
  ['null', { inputs: { ...inputs, x: null } }],
  ['an object', { inputs: { ...inputs, x: { length: 4 } } }],
  ['a salt for a public input', { salts: { constructor: '1' } as unknown as Record<string, string> }],
  ['a salt for an unknown input', { salts: { y: '1' } }],
  ['a salt that is no field element', { salts: { x: SCALAR_FIELD.toString() } }],
  ['a salt that is no number', { salts: { x: '0x10' } }],
])('input-invalid: %s', async (_what, request) => {
  const error = await appErrorOf(refusal(request)(), 'input-invalid');
  expect(error.message).not.toContain(SCALAR_FIELD.toString());
});

test.each<[string, OrderRequest['context']]>([
  ['a chain where the key is not registered', { chainId: '1' }],
  ['a chain that is no number', { chainId: '0x1' }],
  ['a consumer that is no address', { consumer: '0x12' }],
  ['a payee with a wrong checksum', { payee: ADDRESS.replace('F', 'f') }],
  ['a short request id', { requestId: '0x12' }],
  ['a deadline that has passed', { deadline: '1000' }],
  ['a deadline beyond 64 bits', { deadline: (2n ** 64n).toString() }],
])('option-invalid: %s', async (_what, context) => {
  await appErrorOf(refusal({ context })(), 'option-invalid');
});
