import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { toField } from '../../../src-main/engine/proofs/bn254.ts';
import type { FieldValue, Gadget } from '../../../src-main/engine/proofs/groth16/gadgets/gadget.ts';
import { runCircom } from '../../../src-main/engine/proofs/groth16/gadgets/run-circom.ts';

interface WitnessCalculator {
  calculateWitness(input: Record<string, bigint | bigint[]>, sanityCheck: boolean): Promise<bigint[]>;
}

/** Own signals of a gadget as circom's own witness calculator sets them, in the order of `signals()`, in [0, r). */
export type CircomWitness = (inputs: readonly FieldValue[]) => Promise<bigint[]>;

/** Compiles a gadget to circom's WebAssembly witness calculator; it throws where an assertion of the circuit fails. */
export async function circomWitness<P extends readonly number[]>(
  gadget: Gadget<P>,
  params: P,
  parentFolder: string,
): Promise<CircomWitness> {
  const folder = mkdtempSync(join(parentFolder, 'witness '));
  await runCircom(gadget, params, { folder, outputs: ['--wasm', '--sym'] });
  const require = createRequire(import.meta.url);
  const build = require(join(folder, 'main_js', 'witness_calculator.js')) as (
    code: Uint8Array,
  ) => Promise<WitnessCalculator>;
  const calculator = await build(readFileSync(join(folder, 'main_js', 'main.wasm')));
  const wires = new Map<string, number>();
  for (const line of readFileSync(join(folder, 'main.sym'), 'utf8').trim().split('\n')) {
    const [, wire, , name] = line.split(',');
    wires.set(name!, Number(wire));
  }
  return async (inputs) => {
    const named: Record<string, bigint | bigint[]> = {};
    let position = 0;
    for (const group of gadget.inputs(params)) {
      named[group.name] = inputs
        .slice(position, position + group.length)
        .map((value) => toField(BigInt(value)));
      position += group.length;
    }
    const witness = await calculator.calculateWitness(named, true);
    return gadget.signals(params).flatMap((group) =>
      Array.from({ length: group.length }, (_, index) => {
        const wire = wires.get(`main.${group.name}[${index}]`) ?? wires.get(`main.${group.name}`)!;
        return witness[wire]!;
      }),
    );
  };
}
