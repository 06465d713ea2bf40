import { gradeOfTranscript } from '../../api/receipt.ts';
import type { ModelCard } from './bundle-format.ts';
import type { FinishedModel } from './gather-model.ts';
import { describeModel } from './model-card.ts';

/** The card of a model with a key. */
export function describeFinishedModel(
  { state, graph, circuit, imported, quantized, transcript, publications }: FinishedModel,
  words: { description?: string | undefined; labels?: readonly string[] | undefined },
): ModelCard {
  const { text, condition, grade } = gradeOfTranscript(
    transcript,
    publications.map(({ owner }) => owner),
  );
  return describeModel({
    ...words,
    name: state.name,
    graph,
    layout: circuit.summary.layout,
    inputs: imported.summary.inputs,
    samples: quantized.summary.samples.calibration,
    accuracy: quantized.summary.accuracy,
    parameters: imported.summary.parameterCount,
    constraints: circuit.summary.constraints,
    grade,
    gradeInWords: `${text}. ${condition ?? 'Whoever made the key could forge proofs: trust the publisher not to have kept its secrets.'}`,
  });
}
