import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { IntegerGraph, IntegerNode } from '../../../src-main/engine/graph/integer-graph.ts';
import { rational } from '../../../src-main/engine/graph/rational.ts';
import { decodeRecord, encodeRecord } from '../../../src-main/engine/graph/record.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { randomIntegerGraph } from '../../support/random-integer-graph.ts';
import { Random } from '../../support/random.ts';

const encode = (text: string) => new TextEncoder().encode(text);

function randomRecord(seed: number) {
  const random = new Random(seed);
  const graph = randomIntegerGraph(random, random.pick(['small', 'large', 'huge'] as const));
  return encodeRecord({ modelHash: 'ab'.repeat(32), graph });
}

const base = { name: 'n', operator: 'Test' };
const window = {
  inputSpatial: [4, 4],
  outputSpatial: [2, 2],
  kernel: [3, 3],
  strides: [1, 1],
  dilations: [1, 1],
  padsBegin: [0, 0],
};
const GRAPH: IntegerGraph = {
  inputs: [{ name: 'x', shape: [1, 1, 4, 4], bits: 8, signed: true, scale: rational(1n, 3n) }],
  outputs: [{ name: 'r', shape: [3], bits: 16, signed: true, scale: rational(1n, 7n) }],
  nodes: [
    {
      ...base,
      input: 'x',
      output: 'a',
      kind: 'linear',
      form: { kind: 'convolution', inputChannels: 1, outputChannels: 2, groups: 1, ...window },
      weights: Float64Array.from({ length: 18 }, (_, index) => index - 9),
      bias: Float64Array.of(1000, -70_000),
    },
    { ...base, input: 'a', output: 'b', kind: 'rescale', table: 'relu', bits: 8, shifts: [3, 4], inner: 4 },
    {
      ...base,
      input: 'b',
      output: 'c',
      kind: 'max',
      channels: 2,
      window: { ...window, inputSpatial: [2, 2], outputSpatial: [2, 1], kernel: [1, 2] },
    },
    { ...base, inputs: ['c'], output: 'd', kind: 'view' },
    {
      ...base,
      input: 'd',
      output: 'e',
      kind: 'linear',
      form: { kind: 'dense', rows: 1, inputs: 4, outputs: 2 },
      weights: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 2 ** 40),
      bias: Float64Array.of(0, 1),
    },
    {
      ...base,
      input: 'e',
      output: 'f',
      kind: 'linear',
      form: { kind: 'sparse', inputs: 2, channels: 2, rowPointer: [0, 1, 3], column: [1, 0, 1] },
      weights: Float64Array.of(1, -2, 3),
      bias: Float64Array.of(0, 0),
    },
    {
      ...base,
      kind: 'sum',
      inputs: ['f', 'e'],
      output: 'g',
      coefficients: [3, -70_000],
      bias: Float64Array.of(1, 2 ** 41),
    },
    { ...base, kind: 'product', inputs: ['g', 'g'], output: 'h' },
    { ...base, kind: 'matmul', inputs: ['d', 'c'], output: 'i', batch: 1, rows: 2, inner: 2, columns: 2 },
    {
      ...base,
      input: 'i',
      output: 'j',
      kind: 'rescale',
      table: 'lookup',
      bits: 3,
      shifts: [8],
      inner: 1,
      lookup: { signed: true, fractionBits: 1, entries: Float64Array.of(1, 4, 300, 4, -1) },
    },
    { ...base, kind: 'constant', output: 'k', values: Float64Array.of(7, 1, 9, 2 ** 33) },
    { ...base, kind: 'divide', inputs: ['j', 'k'], output: 'l' },
    { ...base, kind: 'root', input: 'b', output: 'm' },
    { ...base, kind: 'compare', input: 'l', output: 'n', relation: 'zero' },
    { ...base, kind: 'oneHot', input: 'n', output: 'o', count: 3, starts: Float64Array.of(0, -1) },
    { ...base, kind: 'sort', input: 'o', output: 'p', rows: 3, count: 4, keep: 2 },
    { ...base, kind: 'view', inputs: ['p', 'm'], output: 'q', map: Int32Array.of(0, 13, 5) },
    {
      ...base,
      input: 'q',
      output: 'r',
      kind: 'linear',
      form: {
        kind: 'transposedConvolution',
        inputChannels: 3,
        outputChannels: 3,
        groups: 3,
        inputSpatial: [1],
        outputSpatial: [1],
        kernel: [2],
        strides: [2],
        dilations: [1],
        padsBegin: [1],
      },
      weights: Float64Array.of(1, 2, 3, 4, 5, 6),
      bias: Float64Array.of(0, 0, 0),
    },
  ],
};
/** SHA-256 of the record of this graph: a record that changes its bytes changes the identity of its model. */
const GOLDEN = '183173ec30281dfa1a31a6f0803b37f54a209cb266075421a9e710d4963e7bf2';
const RECORD = new TextDecoder().decode(encodeRecord({ modelHash: 'ab'.repeat(32), graph: GRAPH }));

test('the bytes of a record never change', () => {
  expect(createHash('sha256').update(RECORD).digest('hex')).toBe(GOLDEN);
  const { graph } = decodeRecord(encode(RECORD));
  expect(RECORD).toBe(new TextDecoder().decode(encodeRecord({ modelHash: 'ab'.repeat(32), graph })));
  expect(new Set(graph.nodes.map(({ kind }) => kind)).size).toBe(13);
});

test('nothing is lost on the way', () => {
  const { graph } = decodeRecord(encode(RECORD));
  const sparse = GRAPH.nodes.map((node): IntegerNode => {
    if (node.kind !== 'linear' || node.form.kind !== 'sparse') return node;
    const { rowPointer, column } = node.form;
    const form = { ...node.form, rowPointer: Int32Array.from(rowPointer), column: Int32Array.from(column) };
    return { ...node, form };
  });
  expect(graph).toEqual({ ...GRAPH, nodes: sparse });
});

test('encode and decode are each other’s inverse, to the byte', () => {
  for (let seed = 0; seed < 150; seed++) {
    const bytes = randomRecord(seed);
    expect(Buffer.compare(encodeRecord(decodeRecord(bytes)), bytes), `seed ${seed}`).toBe(0);
  }
});

describe('a damaged record is refused', () => {
  const refused = async (text: string | Uint8Array, what: string) => {
    const bytes = typeof text === 'string' ? encode(text) : text;
    await appErrorOf(
      Promise.resolve().then(() => decodeRecord(bytes)),
      'artifact-damaged',
    ).catch((cause: unknown) => {
      throw new Error(`accepted: ${what}`, { cause });
    });
  };

  test('what is no record', async () => {
    for (const text of ['', '{}', '[]', 'null', 'record', '{"format":"proofpress-record-2"}'])
      await refused(text, text);
    await refused(Uint8Array.of(0xff, 0xfe, 0), 'bytes');
  });

  test('cut short anywhere', async () => {
    for (let length = 0; length < RECORD.length; length += 7)
      await refused(RECORD.slice(0, length), `${length}`);
  });

  test('another form of the same content', async () => {
    expect(() => decodeRecord(encode(RECORD))).not.toThrow();
    await refused(RECORD.trimEnd(), 'no newline');
    await refused(`${RECORD}\n`, 'two newlines');
    await refused(JSON.stringify(JSON.parse(RECORD), null, 1) + '\n', 'white space');
    await refused(RECORD.replace('{"format"', '{"extra":1,"format"'), 'another key');
    await refused(RECORD.replace('"scale":"1/3"', '"scale":"2/6"'), 'not in lowest terms');
    await refused(RECORD.replace('"scale":"1/3"', '"scale":"0/3"'), 'zero');
    await refused(RECORD.replace('"scale":"1/3"', '"scale":"1/0"'), 'no fraction');
    await refused(RECORD.replace('"scale":"1/3"', '"scale":"-1/3"'), 'negative');
  });

  const integers = (...values: number[]) => ({
    type: 'i8',
    data: Buffer.from(Int8Array.from(values)).toString('base64'),
  });
  test.each<[string, unknown]>([
    ['inputs', []],
    ['outputs', []],
    ['inputs.0.shape', [1, 1, 4, 5]],
    ['inputs.0.shape', [1, 0, 4, 4]],
    ['inputs.0.shape', [-4, -4]],
    ['inputs.0.bits', 0],
    ['inputs.0.bits', 65],
    ['outputs.0.shape', [4]],
    ['outputs.0.name', 'ghost'],
    ['nodes', []],
    ['nodes.1.input', 'ghost'],
    ['nodes.0.input', 'f'],
    ['nodes.7.output', 'g'],
    ['nodes.1.output', 'x'],
    ['nodes.0.form.groups', 5],
    ['nodes.0.form.groups', 0],
    ['nodes.0.form.inputChannels', 2],
    ['nodes.0.form.outputChannels', 2 ** 40],
    ['nodes.0.form.inputSpatial', [4, 5]],
    ['nodes.0.form.outputSpatial', [2, 3]],
    ['nodes.0.form.outputSpatial', [2 ** 30, 2 ** 30]],
    ['nodes.0.form.kernel', [3]],
    ['nodes.0.form.strides', []],
    ['nodes.0.form.strides', [1.5, 1]],
    ['nodes.0.form.dilations', [1, 1, 1]],
    ['nodes.0.form.padsBegin', [0, -1]],
    ['nodes.0.weights', integers(1, 2, 3)],
    ['nodes.0.weights', { type: 'i64', data: '' }],
    ['nodes.0.weights.data', 'AAA'],
    ['nodes.0.bias', integers(1)],
    [
      'nodes.0.bias',
      { type: 'i64', data: Buffer.from(BigInt64Array.of(2n ** 60n + 1n, 0n).buffer).toString('base64') },
    ],
    ['nodes.5.bias', { type: 'i16', data: 'AAAAAA==' }],
    ['nodes.1.shifts', [3, 4, 5]],
    ['nodes.1.shifts', []],
    ['nodes.1.shifts', [-1, 4]],
    ['nodes.1.inner', 3],
    ['nodes.1.bits', 0],
    ['nodes.1.table', 'sigmoid'],
    ['nodes.2.channels', 3],
    ['nodes.2.window.outputSpatial', [2, 2]],
    ['nodes.2.window.kernel', [1]],
    ['nodes.2.window.padsBegin', [0, 9]],
    ['nodes.3.kind', 'transpose'],
    ['nodes.4.form.rows', 2],
    ['nodes.4.form.inputs', 2 ** 50],
    ['nodes.4.form.outputs', 0],
    ['nodes.5.form.inputs', 3],
    ['nodes.5.form.channels', 3],
    ['nodes.5.form.rowPointer', integers(0, 2, 1)],
    ['nodes.5.form.rowPointer', integers(0, 3, 3, 3)],
    ['nodes.5.form.rowPointer', integers(1, 1, 3)],
    ['nodes.5.form.column', integers(1, 0, 2)],
    ['nodes.5.form.column', integers(1, 0, -1)],
    ['nodes.6.inputs', []],
    ['nodes.6.inputs', ['f']],
    ['nodes.6.inputs', ['f', 'x']],
    ['nodes.6.inputs', ['f', 'ghost']],
    ['nodes.6.inputs', ['f', 'h']],
    ['nodes.6.coefficients', [3]],
    ['nodes.6.coefficients', [3, 1.5]],
    ['nodes.6.coefficients', [3, 2 ** 53]],
    ['nodes.6.bias', integers()],
    ['nodes.6.bias', integers(1, 2, 3)],
    [
      'nodes.6.bias',
      { type: 'i64', data: Buffer.from(BigInt64Array.of(2n ** 60n).buffer).toString('base64') },
    ],
    ['nodes.7.inputs', ['g']],
    ['nodes.7.inputs', ['g', 'x']],
    ['nodes.7.inputs', ['g', 'g', 'g']],
    ['nodes.8.batch', 2],
    ['nodes.8.rows', 1],
    ['nodes.8.inner', 4],
    ['nodes.8.columns', 0],
    ['nodes.8.inputs', ['d', 'x']],
    ['nodes.9.table', 'clamp'],
    ['nodes.9.lookup', undefined],
    ['nodes.9.lookup.fractionBits', 4],
    ['nodes.9.lookup.fractionBits', 0],
    ['nodes.9.lookup.fractionBits', 2],
    ['nodes.9.lookup.signed', 1],
    ['nodes.9.lookup.entries', integers(1, 4, 30, 4)],
    ['nodes.9.lookup.entries', integers(1, 4, 30, 4, -1, 1)],
    [
      'nodes.9.lookup.entries',
      {
        type: 'i64',
        data: Buffer.from(BigInt64Array.of(0n, 2n ** 40n, 0n, 0n, 0n).buffer).toString('base64'),
      },
    ],
    ['nodes.10.values', integers()],
    ['nodes.10.values', integers(1, 2, 3)],
    [
      'nodes.10.values',
      { type: 'i64', data: Buffer.from(BigInt64Array.of(0n, 0n, 0n, 2n ** 53n).buffer).toString('base64') },
    ],
    ['nodes.11.inputs', ['j', 'x']],
    ['nodes.12.input', 'n'],
    ['nodes.13.relation', 'negative'],
    ['nodes.14.count', 0],
    ['nodes.14.count', 2 ** 30],
    ['nodes.14.starts', integers()],
    ['nodes.14.starts', integers(0, 0, 0)],
    ['nodes.15.keep', 5],
    ['nodes.15.keep', 0],
    ['nodes.15.rows', 4],
    ['nodes.15.count', 3],
    ['nodes.16.inputs', []],
    ['nodes.16.inputs', ['p']],
    ['nodes.16.map', undefined],
    ['nodes.16.map', integers()],
    ['nodes.16.map', integers(0, 14, 5)],
    ['nodes.16.map', integers(0, -1, 5)],
    ['nodes.17.form.groups', 2],
    ['nodes.17.form.inputChannels', 6],
    ['nodes.17.form.outputChannels', 6],
    ['nodes.17.form.kernel', [3]],
    ['nodes.17.form.outputSpatial', [2]],
    ['nodes.17.form.padsBegin', [-1]],
    ['nodes.17.weights', integers(1, 2, 3, 4, 5)],
  ])('%s = %j', async (path, replacement) => {
    const record = JSON.parse(RECORD) as Record<string, unknown>;
    const keys = path.split('.');
    const parent = keys.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, record);
    expect(parent).toHaveProperty(keys.at(-1)!);
    parent[keys.at(-1)!] = replacement;
    await refused(`${JSON.stringify(record)}\n`, path);
  });

  test('flipped bytes never give a record in another form', () => {
    const random = new Random(31);
    for (let round = 0; round < 400; round++) {
      const bytes = encode(RECORD);
      bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255);
      try {
        expect(Buffer.compare(encodeRecord(decodeRecord(bytes)), bytes)).toBe(0);
      } catch (error) {
        expect(error).toMatchObject({ code: 'artifact-damaged' });
      }
    }
  });
});
