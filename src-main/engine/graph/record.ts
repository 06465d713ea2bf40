import { z } from 'zod';
import { AppError } from '../../api/errors.ts';
import { checkGraph } from './check-graph.ts';
import type { IntegerGraph, IntegerNode, IntegerPort } from './integer-graph.ts';
import type { LinearForm } from './linear-map.ts';
import { rational } from './rational.ts';

/**
 * The quantization record: the integer graph as canonical JSON. Determinism starts here: equal records give equal
 * circuits, on every machine. Integers are little-endian two's complement in base64, rationals "numerator/denominator".
 */
export interface QuantizationRecord {
  /** SHA-256 of the ONNX file the publisher imported. */
  modelHash: string;
  graph: IntegerGraph;
}

const FORMAT = 'proofpress-record-1';

/** Canonical bytes: fixed key order, no white space, one trailing newline. */
export function encodeRecord({ modelHash, graph }: QuantizationRecord): Uint8Array {
  const value = {
    format: FORMAT,
    modelHash,
    inputs: graph.inputs.map(encodePort),
    outputs: graph.outputs.map(encodePort),
    nodes: graph.nodes.map(encodeNode),
  };
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}

/** @throws AppError `artifact-damaged` where the bytes are not exactly what `encodeRecord` writes for a sound graph */
export function decodeRecord(bytes: Uint8Array): QuantizationRecord {
  try {
    const value = recordSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    const graph: IntegerGraph = {
      inputs: value.inputs.map(decodePort),
      outputs: value.outputs.map(decodePort),
      nodes: value.nodes.map(decodeNode),
    };
    checkGraph(graph);
    const record = { modelHash: value.modelHash, graph };
    if (Buffer.compare(encodeRecord(record), bytes) !== 0) throw new Error('it is not in canonical form');
    return record;
  } catch (cause) {
    throw new AppError(
      'artifact-damaged',
      'The quantization record cannot be read.',
      'Quantize the model again.',
      { cause },
    );
  }
}

const integerArray = z.object({ type: z.enum(['i8', 'i16', 'i32', 'i64']), data: z.string() });
type IntegerArray = z.infer<typeof integerArray>;

const count = z.int().min(1);
const counts = z.array(count);
const windowFields = {
  inputSpatial: counts,
  outputSpatial: counts,
  kernel: counts,
  strides: counts,
  dilations: counts,
  padsBegin: z.array(z.int().min(0)),
};

const formSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dense'), rows: count, inputs: count, outputs: count }),
  z.object({
    kind: z.literal('convolution'),
    inputChannels: count,
    outputChannels: count,
    groups: count,
    ...windowFields,
  }),
  z.object({
    kind: z.literal('sparse'),
    inputs: count,
    channels: count,
    rowPointer: integerArray,
    column: integerArray,
  }),
]);

const base = { name: z.string(), operator: z.string(), input: z.string(), output: z.string() };
const nodeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('linear'),
    ...base,
    form: formSchema,
    weights: integerArray,
    bias: integerArray,
  }),
  z.object({
    kind: z.literal('rescale'),
    ...base,
    table: z.enum(['clamp', 'relu']),
    bits: z.int().min(1).max(64),
    shifts: z.array(z.int().min(0).max(128)).min(1),
    inner: count,
  }),
  z.object({ kind: z.literal('max'), ...base, channels: count, window: z.object(windowFields) }),
  z.object({ kind: z.literal('view'), ...base }),
]);

const portSchema = z.object({
  name: z.string(),
  shape: counts,
  bits: z.int().min(1).max(64),
  signed: z.boolean(),
  /** In lowest terms. */
  scale: z.string().regex(/^[1-9]\d*\/[1-9]\d*$/),
});

const recordSchema = z.object({
  format: z.literal(FORMAT),
  modelHash: z.string(),
  inputs: z.array(portSchema).min(1),
  outputs: z.array(portSchema).min(1),
  nodes: z.array(nodeSchema),
});

function encodePort({ name, shape, bits, signed, scale }: IntegerPort): z.infer<typeof portSchema> {
  return { name, shape, bits, signed, scale: `${scale.numerator}/${scale.denominator}` };
}

function decodePort({ scale, ...port }: z.infer<typeof portSchema>): IntegerPort {
  const [numerator = '0', denominator = '1'] = scale.split('/');
  return { ...port, scale: rational(BigInt(numerator), BigInt(denominator)) };
}

function encodeNode(node: IntegerNode): z.infer<typeof nodeSchema> {
  const { name, operator, input, output } = node;
  const common = { name, operator, input, output };
  switch (node.kind) {
    case 'linear': {
      const { weights, bias, form } = node;
      const encoded = { weights: encodeIntegers(weights), bias: encodeIntegers(bias) };
      return { kind: 'linear', ...common, form: encodeForm(form), ...encoded };
    }
    case 'rescale': {
      const { table, bits, shifts, inner } = node;
      return { kind: 'rescale', ...common, table, bits, shifts, inner };
    }
    case 'max':
      return { kind: 'max', ...common, channels: node.channels, window: encodeWindow(node.window) };
    case 'view':
      return { kind: 'view', ...common };
  }
}

function decodeNode(node: z.infer<typeof nodeSchema>): IntegerNode {
  if (node.kind !== 'linear') return node;
  const { form, weights, bias, ...rest } = node;
  return { ...rest, form: decodeForm(form), weights: decodeIntegers(weights), bias: decodeIntegers(bias) };
}

function encodeForm(form: LinearForm): z.infer<typeof formSchema> {
  switch (form.kind) {
    case 'dense':
      return { kind: 'dense', rows: form.rows, inputs: form.inputs, outputs: form.outputs };
    case 'convolution': {
      const { inputChannels, outputChannels, groups } = form;
      return { kind: 'convolution', inputChannels, outputChannels, groups, ...encodeWindow(form) };
    }
    case 'sparse': {
      const { inputs, channels, rowPointer, column } = form;
      return {
        kind: 'sparse',
        inputs,
        channels,
        rowPointer: encodeIntegers(rowPointer),
        column: encodeIntegers(column),
      };
    }
  }
}

function decodeForm(form: z.infer<typeof formSchema>): LinearForm {
  if (form.kind !== 'sparse') return form;
  return {
    ...form,
    rowPointer: [...decodeIntegers(form.rowPointer)],
    column: [...decodeIntegers(form.column)],
  };
}

/** A copy with the keys in the order of the format, whatever object it comes from. */
function encodeWindow(window: z.infer<z.ZodObject<typeof windowFields>>) {
  const { inputSpatial, outputSpatial, kernel, strides, dilations, padsBegin } = window;
  return { inputSpatial, outputSpatial, kernel, strides, dilations, padsBegin };
}

const WIDTHS = [
  { type: 'i8', bytes: 1, limit: 2 ** 7 },
  { type: 'i16', bytes: 2, limit: 2 ** 15 },
  { type: 'i32', bytes: 4, limit: 2 ** 31 },
  { type: 'i64', bytes: 8, limit: 2 ** 63 },
] as const;

/** The narrowest width that holds all values. */
function encodeIntegers(values: ArrayLike<number>): IntegerArray {
  let largest = 0;
  for (let index = 0; index < values.length; index++) largest = Math.max(largest, Math.abs(values[index]!));
  const { type, bytes } = WIDTHS.find(({ limit }) => largest < limit)!;
  const buffer = Buffer.alloc(values.length * bytes);
  for (let index = 0; index < values.length; index++) {
    if (bytes === 8) buffer.writeBigInt64LE(BigInt(values[index]!), index * 8);
    else buffer.writeIntLE(values[index]!, index * bytes, bytes);
  }
  return { type, data: buffer.toString('base64') };
}

function decodeIntegers({ type, data }: IntegerArray): Float64Array {
  const buffer = Buffer.from(data, 'base64');
  const { bytes } = WIDTHS.find((width) => width.type === type)!;
  return Float64Array.from({ length: buffer.length / bytes }, (_, index) =>
    bytes === 8 ? Number(buffer.readBigInt64LE(index * 8)) : buffer.readIntLE(index * bytes, bytes),
  );
}
