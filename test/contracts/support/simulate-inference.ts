import { computeContext, type FullContext } from '../../../src-main/engine/chain/compute-context.ts';
import { computeInputCommitment } from '../../../src-main/engine/chain/compute-input-commitment.ts';
import type { ProvenInference } from '../../../src-main/engine/chain/inference-arguments.ts';
import { packValues } from '../../../src-main/engine/chain/pack-values.ts';
import type { StatementLayout } from '../../../src-main/engine/chain/statement-layout.ts';
import type { TrapdoorKey } from './trapdoor-key.ts';

/** An inference that holds, of any input and output, by a key whose trapdoor was kept. */
export function simulateInference(
  key: TrapdoorKey,
  layout: StatementLayout,
  context: FullContext,
  values: { inputSignals: readonly bigint[]; output: readonly bigint[] },
): ProvenInference {
  const signals = [
    computeContext(context),
    ...values.inputSignals,
    ...packValues(values.output, layout.outputs),
  ];
  const { requestId, payee, deadline } = context;
  return {
    modelId: context.modelId,
    inputCommitment: computeInputCommitment(layout, values.inputSignals),
    output: values.output,
    context: { requestId, payee, deadline },
    points: key.prove(signals).points,
    inputSignals: values.inputSignals,
  };
}
