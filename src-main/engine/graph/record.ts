import { z } from 'zod';
import { AppError } from '../../api/errors.ts';
import { checkGraph } from './check-graph.ts';
import type { IntegerGraph, IntegerPort } from './integer-graph.ts';
import { rational } from './rational.ts';
import { counts } from './record/linear-form.ts';
import { decodeNode, encodeNode, nodeSchema } from './record/node.ts';

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
