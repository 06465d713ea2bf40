import { z } from 'zod';
import type { IntegerNode, LookupTable } from '../integer-graph.ts';
import { decodeIntegers, encodeIntegers, integerArray } from './integer-array.ts';
import { count, decodeForm, encodeForm, encodeWindow, formSchema, windowFields } from './linear-form.ts';

const base = { name: z.string(), operator: z.string() };
const output = z.string();
const unary = { ...base, input: z.string(), output };
const binary = { ...base, inputs: z.tuple([z.string(), z.string()]), output };
const anyArity = { ...base, inputs: z.array(z.string()).min(1), output };

const lookupSchema = z.object({
  signed: z.boolean(),
  fractionBits: z.int().min(0).max(64),
  entries: integerArray,
});

export const nodeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('linear'),
    ...unary,
    form: formSchema,
    weights: integerArray,
    bias: integerArray,
  }),
  z.object({ kind: z.literal('sum'), ...anyArity, coefficients: z.array(z.int()), bias: integerArray }),
  z.object({ kind: z.literal('product'), ...binary }),
  z.object({
    kind: z.literal('matmul'),
    ...binary,
    batch: count,
    rows: count,
    inner: count,
    columns: count,
  }),
  z.object({
    kind: z.literal('rescale'),
    ...unary,
    table: z.enum(['clamp', 'relu', 'lookup']),
    bits: z.int().min(1).max(64),
    shifts: z.array(z.int().min(0).max(128)).min(1),
    inner: count,
    lookup: lookupSchema.optional(),
  }),
  z.object({ kind: z.literal('max'), ...unary, channels: count, window: z.object(windowFields) }),
  z.object({ kind: z.literal('divide'), ...binary }),
  z.object({ kind: z.literal('root'), ...unary }),
  z.object({ kind: z.literal('compare'), ...unary, relation: z.enum(['nonNegative', 'zero']) }),
  z.object({ kind: z.literal('oneHot'), ...unary, count, starts: integerArray }),
  z.object({ kind: z.literal('sort'), ...unary, rows: count, count, keep: count }),
  z.object({ kind: z.literal('constant'), ...base, output, values: integerArray }),
  z.object({ kind: z.literal('view'), ...anyArity, map: integerArray.optional() }),
]);
export type EncodedNode = z.infer<typeof nodeSchema>;

/** The keys in the order of the schema: the bytes of a record are those of its JSON. */
export function encodeNode(node: IntegerNode): EncodedNode {
  const { kind, name, operator, output } = node;
  const origin = { name, operator };
  switch (kind) {
    case 'linear':
      return {
        kind,
        ...origin,
        input: node.input,
        output,
        form: encodeForm(node.form),
        weights: encodeIntegers(node.weights),
        bias: encodeIntegers(node.bias),
      };
    case 'sum': {
      const { inputs, coefficients, bias } = node;
      return { kind, ...origin, inputs, output, coefficients, bias: encodeIntegers(bias) };
    }
    case 'product':
    case 'divide':
      return { kind, ...origin, inputs: node.inputs, output };
    case 'matmul': {
      const { inputs, batch, rows, inner, columns } = node;
      return { kind, ...origin, inputs, output, batch, rows, inner, columns };
    }
    case 'rescale': {
      const { input, table, bits, shifts, inner, lookup } = node;
      const encoded = { kind, ...origin, input, output, table, bits, shifts, inner };
      return lookup ? { ...encoded, lookup: encodeLookup(lookup) } : encoded;
    }
    case 'max':
      return {
        kind,
        ...origin,
        input: node.input,
        output,
        channels: node.channels,
        window: encodeWindow(node.window),
      };
    case 'root':
      return { kind, ...origin, input: node.input, output };
    case 'compare':
      return { kind, ...origin, input: node.input, output, relation: node.relation };
    case 'oneHot': {
      const { input, count, starts } = node;
      return { kind, ...origin, input, output, count, starts: encodeIntegers(starts) };
    }
    case 'sort': {
      const { input, rows, count, keep } = node;
      return { kind, ...origin, input, output, rows, count, keep };
    }
    case 'constant':
      return { kind, ...origin, output, values: encodeIntegers(node.values) };
    case 'view': {
      const { inputs, map } = node;
      const encoded = { kind, ...origin, inputs, output };
      return map ? { ...encoded, map: encodeIntegers(map) } : encoded;
    }
  }
}

function encodeLookup({ signed, fractionBits, entries }: LookupTable): z.infer<typeof lookupSchema> {
  return { signed, fractionBits, entries: encodeIntegers(entries) };
}

export function decodeNode(node: EncodedNode): IntegerNode {
  switch (node.kind) {
    case 'linear': {
      const { form, weights, bias, ...rest } = node;
      return {
        ...rest,
        form: decodeForm(form),
        weights: decodeIntegers(weights),
        bias: decodeIntegers(bias),
      };
    }
    case 'sum':
      return { ...node, bias: decodeIntegers(node.bias) };
    case 'rescale': {
      const { lookup, ...rest } = node;
      return lookup ? { ...rest, lookup: { ...lookup, entries: decodeIntegers(lookup.entries) } } : rest;
    }
    case 'oneHot':
      return { ...node, starts: decodeIntegers(node.starts) };
    case 'constant':
      return { ...node, values: decodeIntegers(node.values) };
    case 'view': {
      const { map, ...rest } = node;
      return map ? { ...rest, map: Int32Array.from(decodeIntegers(map)) } : rest;
    }
    default:
      return node;
  }
}
