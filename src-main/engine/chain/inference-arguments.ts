import type { ProofContext } from './compute-context.ts';
import { encodeOutput, encodeProof, type ProofPoints } from './encode-proof.ts';

/** An inference with its proof, as a contract is asked to check it. */
export interface ProvenInference {
  modelId: bigint;
  /** bytes32 as 0x-prefixed hex, see computeInputCommitment. */
  inputCommitment: string;
  /** The integer outputs in order. */
  output: readonly bigint[];
  context: ProofContext;
  points: ProofPoints;
  /** The public signals of the inputs, in order. */
  inputSignals: readonly bigint[];
}

/** The first four arguments of verifyInference and checkInference. */
export function inferenceArguments(inference: ProvenInference): [bigint, string, string, string] {
  return [
    inference.modelId,
    inference.inputCommitment,
    encodeOutput(inference.output),
    encodeProof(inference.context, inference.points, inference.inputSignals),
  ];
}
