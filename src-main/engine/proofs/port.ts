import type { LongWork } from '../../api/progress.ts';
import type { IntegerValues } from '../graph/evaluate.ts';
import type { IntegerGraph } from '../graph/integer-graph.ts';

/**
 * What a proof system does with the integer graph of a quantization record. A system is made with what it needs beside the
 * graph: both take a .ptau file.
 */
export interface ProofSystem {
  readonly id: 'groth16' | 'sumcheck';

  /** What a model will take, before anything is made. */
  estimate(graph: IntegerGraph): ProofEstimate;

  /**
   * Makes the model's key in an empty folder.
   * @throws AppError `ptau-invalid`, `circuit-invalid`, `model-too-large`, `disk-full`, `aborted`
   */
  setup(graph: IntegerGraph, keyFolder: string, work: LongWork): Promise<void>;

  /**
   * Runs the model and proves the run.
   * @throws AppError `input-invalid`, `key-invalid`, `aborted`
   */
  prove(
    graph: IntegerGraph,
    keyFolder: string,
    run: ProofRun,
    work: LongWork,
  ): Promise<{ statement: ProofStatement; proof: Uint8Array }>;

  /**
   * Checks a proof, from whomever it comes; returns nothing, so that a verdict cannot be overlooked.
   * @throws AppError `proof-invalid` saying what does not hold, `input-invalid` for a statement that the model cannot have
   */
  verify(graph: IntegerGraph, keyFolder: string, statement: ProofStatement, proof: Uint8Array): Promise<void>;
}

export interface ProofEstimate {
  /** Logarithm of the powers of tau that are read. */
  ptauPower: number;
  /** What a prover keeps of the model. */
  keyBytes: number;
  proofBytes: number;
}

export interface ProofRun {
  /** Ties the proof to its purpose; below 2^253. */
  context: bigint;
  /** Integers of each graph input, by name. */
  inputs: ReadonlyMap<string, IntegerValues>;
}

/** What a proof is about beside the model; all of it is public. */
export interface ProofStatement {
  context: bigint;
  /** Integers of each graph input and output, in the graph's order. */
  inputs: readonly (readonly bigint[])[];
  outputs: readonly (readonly bigint[])[];
}
