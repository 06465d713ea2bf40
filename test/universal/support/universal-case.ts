import { createEvaluator, type IntegerValues } from '../../../src-main/engine/graph/evaluate.ts';
import { type IntegerGraph, integerRange } from '../../../src-main/engine/graph/integer-graph.ts';
import { product } from '../../../src-main/engine/graph/linear-map.ts';
import { SCALAR_FIELD } from '../../../src-main/engine/proofs/bn254.ts';
import { describeGraph } from '../../../src-main/engine/proofs/sumcheck/reference/describe/describe-graph.ts';
import { plainOpening } from '../../../src-main/engine/proofs/sumcheck/reference/plain-opening.ts';
import {
  createPrimeField,
  type PrimeField,
} from '../../../src-main/engine/proofs/sumcheck/reference/prime-field.ts';
import {
  proveUniversal,
  rowsOf,
  type SlotValues,
} from '../../../src-main/engine/proofs/sumcheck/reference/prove.ts';
import type { Random } from '../../circuits/support/random.ts';
import type { CaseScheme, Claimed } from './both-verifiers.ts';

export const SCALARS = createPrimeField(SCALAR_FIELD);

/** A graph with one run of it, ready to be proven. */
export interface UniversalCase extends Claimed {
  graph: IntegerGraph;
  slots: SlotValues;
}

export interface CaseOptions {
  field?: PrimeField;
  /** Rows are committed to in the clear where absent. */
  scheme?: CaseScheme;
  limbBits?: number;
}

export function universalCase(
  graph: IntegerGraph,
  inputs: ReadonlyMap<string, IntegerValues>,
  { field = SCALARS, scheme, limbBits = 4 }: CaseOptions = {},
): UniversalCase {
  const { descriptor, fill } = describeGraph(field, graph, limbBits);
  const tensors = new Map<string, bigint[]>();
  for (const [name, values] of createEvaluator(graph).run(inputs))
    tensors.set(name, Array.from(values, BigInt));
  const slots = fill(tensors);
  const opening = scheme ?? plainOpening(field, descriptor.rowVariables);
  const commitments = rowsOf(descriptor, slots)
    .slice(0, descriptor.keyRows)
    .map((row) => opening.commit(row));
  return {
    field,
    graph,
    key: { descriptor, commitments },
    scheme: opening,
    publicValues: {
      context: 5n,
      inputs: graph.inputs.map(({ name }) => tensors.get(name)!),
      outputs: graph.outputs.map(({ name }) => tensors.get(name)!),
    },
    slots,
  };
}

export function prove({ field, key, scheme, publicValues }: Claimed, slots: SlotValues): Uint8Array {
  return proveUniversal(field, key, scheme, publicValues, slots);
}

export function randomInputs(graph: IntegerGraph, random: Random): Map<string, IntegerValues> {
  return new Map(
    graph.inputs.map(({ name, shape, bits, signed }) => {
      const { low, high } = integerRange(bits, signed);
      return [
        name,
        Float64Array.from({ length: product(shape) }, () => random.integer(Number(low), Number(high))),
      ];
    }),
  );
}
