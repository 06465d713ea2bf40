import { join } from 'node:path';
import type { QuantizeSummary } from '../pipeline/2-quantize/quantize-stage.ts';
import type { CircuitSummary } from '../pipeline/3-circuit/circuit-stage.ts';
import type { Artifact } from '../store/artifact-store.ts';

/** What a job that makes a key gets to know about the circuit. */
export function circuitFacts(circuit: Artifact<CircuitSummary>, quantized: Artifact<QuantizeSummary>) {
  const { recordHash, circuitHash, gadgetSetHash, layout } = circuit.summary;
  return {
    circuitId: circuit.id,
    recordPath: join(quantized.folder, 'record.json'),
    layout,
    recordHash,
    circuitHash,
    gadgetSet: gadgetSetHash,
  };
}
