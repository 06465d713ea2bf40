import { AppError } from '../../../../api/errors.ts';
import { signalCount } from '../../../chain/statement-layout.ts';
import { createEvaluator, type IntegerValues } from '../../../graph/evaluate.ts';
import type { FieldValue } from '../gadgets/gadget.ts';
import { exchangeProgram } from './link-circuit.ts';
import { type CircuitProgram, synthesize } from './synthesize.ts';
import { WitnessBackend } from './witness-backend.ts';

export interface Witness {
  /** By wire: 1, the public signals in the order of the statement, the private wires. */
  values: FieldValue[];
  publicSignals: bigint[];
  /** The graph outputs, one behind the other. */
  outputs: bigint[];
}

/**
 * Runs the model on integers and assigns every wire.
 * @param context the statement's ctx, below 2^253
 * @param salts   for each committed input by name, a uniformly random field element
 * @throws AppError `input-invalid` where an input does not fit its port
 */
export function computeWitness(
  program: CircuitProgram,
  inputs: ReadonlyMap<string, IntegerValues>,
  salts: ReadonlyMap<string, bigint>,
  context: bigint,
): Witness {
  const improved = exchangeProgram(program);
  for (const { name, mode } of program.layout.inputs) {
    if (mode === 'committed' && !salts.has(name)) {
      throw new AppError(
        'input-invalid',
        `The committed input "${name}" has no salt.`,
        'Draw a random field element.',
      );
    }
  }
  const tensors = createEvaluator(improved.graph).run(inputs);
  const publicCount = signalCount(program.layout);
  const backend = new WitnessBackend(publicCount);
  backend.setPublic(1, context);
  synthesize(improved, backend, { tensors, salts });
  return {
    values: backend.values,
    publicSignals: backend.values.slice(1, 1 + publicCount).map(BigInt),
    outputs: program.graph.outputs.flatMap(({ name }) =>
      Array.from<number | bigint, bigint>(tensors.get(name)!, BigInt),
    ),
  };
}
