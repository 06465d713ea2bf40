import figures from '../../../../contracts/gas-snapshot.json' with { type: 'json' };
import { signalCount, type StatementLayout } from '../statement-layout.ts';

/** The statement that the figures are of: a committed input and ten outputs in one element. */
const MEASURED = { signals: 3, outputs: 10, inputs: 1 };

/** Of a public signal more: a multiplication and an addition on the curve, its point and itself read. */
const SIGNAL = 6900;
/** Of an output value more: it is checked and packed. */
const OUTPUT = 340;
/** Of bytes of a key more: sent, stored and checked. */
const KEY_BYTE = 234;
const POINT_BYTES = 64;
const INPUT_HEADER_BYTES = 7;

/**
 * What a model takes on a chain, by how its values stand in the statement: a verification that a contract asks for, its
 * registration, and the contracts where they are not there yet. Units of gas of Ethereum.
 */
export function layoutGas(layout: StatementLayout): { verify: number; register: number; deploy: number } {
  const signals = signalCount(layout) - MEASURED.signals;
  const keyBytes = signals * POINT_BYTES + (layout.inputs.length - MEASURED.inputs) * INPUT_HEADER_BYTES;
  return {
    verify: figures.verifyInference + signals * SIGNAL + (layout.outputs.count - MEASURED.outputs) * OUTPUT,
    register: figures.registerModel + keyBytes * KEY_BYTE,
    deploy: figures.deployVerifier + figures.deployRouter + figures.deployRegistry,
  };
}
