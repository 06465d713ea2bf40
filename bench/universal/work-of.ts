import type { IntegerGraph } from '../../src-main/engine/graph/integer-graph.ts';
import { SCALAR_FIELD } from '../../src-main/engine/proofs/bn254.ts';
import { describeGraph } from '../../src-main/engine/proofs/sumcheck/reference/describe/describe-graph.ts';
import { createPrimeField } from '../../src-main/engine/proofs/sumcheck/reference/prime-field.ts';
import { proofLayout, proofWords } from '../../src-main/engine/proofs/sumcheck/reference/proof-length.ts';
import {
  addCounts,
  type OperationCounts,
} from '../../src-main/engine/proofs/sumcheck/work/operation-counts.ts';
import { type ProverPart, proverWork } from '../../src-main/engine/proofs/sumcheck/work/prover-work.ts';
import {
  type GasPart,
  verificationGas,
} from '../../src-main/engine/proofs/sumcheck/work/verification-gas.ts';
import { verifierWork } from '../../src-main/engine/proofs/sumcheck/work/verifier-work.ts';

/** Mercury's commitments and openings, in words. */
const MERCURY = { commitmentWords: 2, openingWords: () => 20 };

export interface NetworkWork {
  /** Logarithms of the cells of F, of a row, and of the leaves. */
  variables: number;
  rowVariables: number;
  leafVariables: number;
  keyRows: number;
  rows: number;
  /** Cells that slots take, of the key and of the witness. */
  keyCells: number;
  witnessCells: number;
  /** Leaves that blocks take. */
  leaves: number;
  claims: number;
  proofBytes: number;
  verifier: OperationCounts;
  gas: Record<GasPart, number>;
  prover: Record<ProverPart, OperationCounts>;
}

/** What a proof of a record takes, from its descriptor. */
export function workOf(graph: IntegerGraph): NetworkWork {
  const { descriptor } = describeGraph(createPrimeField(SCALAR_FIELD), graph);
  const { variables, rowVariables, leafVariables, keyRows, rows, slots, lookups } = descriptor;
  const layout = proofLayout(descriptor, MERCURY);
  const cellsOf = (owner: 'key' | 'witness') =>
    slots.reduce((sum, slot) => sum + (slot.owner === owner ? 2 ** slot.variables : 0), 0);
  const prover = proverWork(descriptor);
  return {
    variables,
    rowVariables,
    leafVariables,
    keyRows,
    rows,
    keyCells: cellsOf('key'),
    witnessCells: cellsOf('witness'),
    leaves: lookups.reduce((sum, block) => sum + 2 ** block.variables, 0),
    claims: layout.leafClaims + layout.relationClaims,
    proofBytes: 32 * proofWords(layout),
    verifier: addCounts(Object.values(verifierWork(descriptor, layout))),
    gas: verificationGas(descriptor, layout),
    prover: {
      commitments: addCounts([prover.commitments]),
      fractions: addCounts([prover.fractions]),
      relations: addCounts([prover.relations]),
      claims: addCounts([prover.claims]),
      opening: addCounts([prover.opening]),
    },
  };
}
