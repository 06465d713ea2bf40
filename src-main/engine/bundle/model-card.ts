import type { SamplesOrigin } from '../../api/contract.ts';
import type { StatementLayout } from '../chain/statement-layout.ts';
import type { GraphValue } from '../graph/float-graph.ts';
import { type IntegerGraph, type IntegerPort, integerRange } from '../graph/integer-graph.ts';
import { toNumber } from '../graph/rational.ts';
import type { AccuracyReport } from '../pipeline/2-quantize/accuracy-report.ts';
import type { ModelCard } from './bundle-format.ts';

export interface CardFacts {
  name: string;
  description?: string | undefined;
  labels?: readonly string[] | undefined;
  graph: IntegerGraph;
  layout: StatementLayout;
  /** The inputs of the network. */
  inputs: readonly GraphValue[];
  samples?: SamplesOrigin | undefined;
  accuracy: AccuracyReport;
  parameters: number;
  constraints: number;
  grade: ModelCard['key']['grade'];
  gradeInWords: string;
}

/** The model card of a quantized model with a key. Layers are left out: a closed model shows none. */
export function describeModel(facts: CardFacts): ModelCard {
  const { graph, layout, accuracy } = facts;
  const { samples, topOneAgreement, floatAccuracy, integerAccuracy, largestError, meanError } = accuracy;
  return {
    format: 'proofpress-card-1',
    name: facts.name,
    description: facts.description ?? null,
    inputs: graph.inputs.map((port, index) => ({
      ...describePort(port),
      elementType: facts.inputs.find(({ name }) => name === port.name)?.elementType ?? 'float',
      mode: layout.inputs[index]!.mode,
      ...rangeOf(port),
    })),
    preprocessing: describeSamples(facts.samples),
    outputs: graph.outputs.map(describePort),
    labels: facts.labels ? [...facts.labels] : null,
    accuracy: { samples, topOneAgreement, floatAccuracy, integerAccuracy, largestError, meanError },
    size: { parameters: facts.parameters, constraints: facts.constraints },
    key: { grade: facts.grade, inWords: facts.gradeInWords },
  };
}

function describePort({ name, shape, bits, signed, scale }: IntegerPort) {
  return { name, shape, bits, signed, scale: `${scale.numerator}/${scale.denominator}` };
}

/** The real values at the ends of a port's integers. */
export function rangeOf({ bits, signed, scale }: IntegerPort): { low: number; high: number } {
  const { low, high } = integerRange(bits, signed);
  const unit = toNumber(scale);
  return { low: Number(low) * unit, high: Number(high) * unit };
}

function describeSamples(origin: SamplesOrigin | undefined): ModelCard['preprocessing'] {
  if (!origin) return { samples: 'unknown', reading: null };
  const { kind, reading } = origin;
  const read = kind === 'images' || kind === 'csv' ? reading : null;
  return { samples: kind === 'random' ? 'random numbers' : kind, reading: read };
}
