import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { signalCount, type StatementLayout } from '../../chain/statement-layout.ts';
import { decodeRecord } from '../../graph/record.ts';
import { statementLayout } from '../../pipeline/3-circuit/statement-layout.ts';
import { estimateTerms } from '../../proofs/groth16/estimate.ts';
import { CountBackend } from '../../proofs/groth16/linker/count-backend.ts';
import { exchangeProgram, type LayerRows } from '../../proofs/groth16/linker/link-circuit.ts';
import { synthesize } from '../../proofs/groth16/linker/synthesize.ts';
import type { countCircuitParameters } from '../inspect-kinds.ts';

export interface CountedCircuit {
  constraints: number;
  domainPower: number;
  terms: number;
  layers: LayerRows[];
  layout: StatementLayout;
}

/**
 * The size of the circuit that a record would have, exactly but for its terms: it is walked, and nothing is made.
 * @throws AppError `artifact-damaged`, `option-invalid` for a mode of an input that the model does not have
 */
export async function countCircuit({
  recordPath,
  modes,
}: z.output<typeof countCircuitParameters>): Promise<CountedCircuit> {
  const { graph } = decodeRecord(new Uint8Array(await readFile(recordPath)));
  const layout = statementLayout(graph, modes);
  const backend = new CountBackend();
  synthesize(exchangeProgram({ graph, layout }), backend);
  const { rowCount: constraints } = backend;
  const layers = [...backend.layers].map(([layer, rows]) => ({ layer, rows }));
  return {
    constraints,
    domainPower: Math.floor(Math.log2(constraints + signalCount(layout))) + 1,
    terms: estimateTerms(graph, constraints),
    layers: layers.filter(({ rows }) => rows > 0),
    layout,
  };
}
