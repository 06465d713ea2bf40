import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StatementLayout } from '../../chain/statement-layout.ts';
import { decodeRecord } from '../../graph/record.ts';
import { type CircuitLimits, estimateCircuit, refuseTooLarge } from '../../proofs/groth16/estimate.ts';
import { gadgetSetHash } from '../../proofs/groth16/gadgets/gadget-set.ts';
import { type LayerRows, linkCircuit } from '../../proofs/groth16/linker/link-circuit.ts';
import { writeR1cs } from '../../proofs/groth16/linker/write-r1cs.ts';
import { hashFile } from '../../store/artifact-store.ts';
import { makeFolder } from '../../store/write-atomic.ts';
import type { Stage } from '../stage.ts';
import { CIRCUIT_STAGE } from './circuit-key.ts';
import { type InputModes, statementLayout } from './statement-layout.ts';

export interface CircuitInput {
  recordPath: string;
  /** Where compiled gadgets are kept. */
  gadgetFolder: string;
  /** The most that the model may take. */
  limits: CircuitLimits;
}

export interface CircuitSummary {
  /** SHA-256 (hex) of circuit.r1cs. */
  circuitHash: string;
  recordHash: string;
  gadgetSetHash: string;
  constraints: number;
  wires: number;
  /** Logarithm of the domain that a key for it takes. */
  domainPower: number;
  layers: LayerRows[];
  layout: StatementLayout;
}

/**
 * Stage 3: the constraint system of a record (`circuit.r1cs`).
 * @throws AppError `option-invalid`, `gadget-invalid`, `circuit-invalid`, `model-too-large`, `disk-full`, `aborted`
 */
export const circuitStage: Stage<CircuitInput, { modes: InputModes }, CircuitSummary> = {
  ...CIRCUIT_STAGE,
  async run({ recordPath, gadgetFolder, limits }, { modes }, folder, work) {
    const record = new Uint8Array(await readFile(recordPath));
    const { graph } = decodeRecord(record);
    const layout = statementLayout(graph, modes);
    refuseTooLarge(estimateCircuit(graph), limits);
    await makeFolder(gadgetFolder);
    const { system, layers } = await linkCircuit({ graph, layout }, gadgetFolder, work);
    const path = join(folder, 'circuit.r1cs');
    work.onProgress?.({ stage: 'circuit', message: 'Writing the constraint system' });
    await writeR1cs(path, system, work);
    return {
      circuitHash: await hashFile(path),
      recordHash: createHash('sha256').update(record).digest('hex'),
      gadgetSetHash: gadgetSetHash(),
      constraints: system.rowCount,
      wires: system.wireCount,
      // The rows of the constraints, one that binds each public signal, and one for the constant.
      domainPower: Math.floor(Math.log2(system.rowCount + system.publicCount)) + 1,
      layers: layers.filter(({ rows }) => rows > 0),
      layout,
    };
  },
};
