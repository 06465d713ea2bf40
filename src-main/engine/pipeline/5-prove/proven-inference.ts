import type { Receipt } from '../../../api/receipt.ts';
import { computeInputCommitment } from '../../chain/compute-input-commitment.ts';
import { encodeProofPoints } from '../../chain/encode-proof.ts';
import type { ProvenInference } from '../../chain/inference-arguments.ts';
import { parseContext } from './prove-inference.ts';

/** What a contract is asked about a receipt. */
export function provenInference(receipt: Receipt): ProvenInference {
  const inputSignals = receipt.inputs.flatMap(({ signals }) => signals.map(BigInt));
  const { modelId, requestId, payee, deadline } = parseContext(receipt.context);
  return {
    modelId,
    inputCommitment: computeInputCommitment(receipt.statement, inputSignals),
    output: receipt.outputs.flatMap(({ integers }) => integers.map(BigInt)),
    context: { requestId, payee, deadline },
    points: encodeProofPoints(receipt.proof),
    inputSignals,
  };
}
