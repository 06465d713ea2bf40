import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { packValues } from '../../../src-main/engine/chain/pack-values.ts';
import { signalCount } from '../../../src-main/engine/chain/statement-layout.ts';
import { createEvaluator, type IntegerValues } from '../../../src-main/engine/graph/evaluate.ts';
import type { IntegerGraph } from '../../../src-main/engine/graph/integer-graph.ts';
import {
  type InputModes,
  statementLayout,
} from '../../../src-main/engine/pipeline/3-circuit/statement-layout.ts';
import { SCALAR_FIELD, toField } from '../../../src-main/engine/proofs/bn254.ts';
import { compileGadget } from '../../../src-main/engine/proofs/groth16/gadgets/compile-gadget.ts';
import type { CompiledGadget } from '../../../src-main/engine/proofs/groth16/gadgets/compiled-gadget.ts';
import { commitInput } from '../../../src-main/engine/proofs/groth16/gadgets/input-commitment.ts';
import { findViolatedRow } from '../../../src-main/engine/proofs/groth16/linker/check-witness.ts';
import { CollectBackend } from '../../../src-main/engine/proofs/groth16/linker/collect-backend.ts';
import {
  computeWitness,
  type Witness,
} from '../../../src-main/engine/proofs/groth16/linker/compute-witness.ts';
import { countRows } from '../../../src-main/engine/proofs/groth16/linker/count-rows.ts';
import { LinkBackend } from '../../../src-main/engine/proofs/groth16/linker/link-backend.ts';
import {
  exchangeProgram,
  type LinkedCircuit,
} from '../../../src-main/engine/proofs/groth16/linker/link-circuit.ts';
import {
  type CircuitProgram,
  synthesize,
} from '../../../src-main/engine/proofs/groth16/linker/synthesize.ts';
import type { Random } from './random.ts';

/** Compiled gadgets that the test files share; only the first run pays for them. */
export const sharedGadgets = fileURLToPath(
  new URL('../../../node_modules/.cache/proofpress-gadgets/', import.meta.url),
);
mkdirSync(sharedGadgets, { recursive: true });

const compiled = new Map<string, Promise<CompiledGadget>>();

export function programOf(graph: IntegerGraph, modes: InputModes = {}): CircuitProgram {
  return { graph, layout: statementLayout(graph, modes) };
}

/** As linkCircuit, but a gadget is read once for all tests of a file. */
export async function link(program: CircuitProgram): Promise<LinkedCircuit> {
  const improved = exchangeProgram(program);
  const publicCount = signalCount(program.layout);
  const collector = new CollectBackend(publicCount);
  synthesize(improved, collector);
  const gadgets = new Map<string, CompiledGadget>();
  await Promise.all(
    [...collector.needed].map(async ([key, { gadget, params }]) => {
      let promise = compiled.get(key);
      if (!promise)
        compiled.set(key, (promise = compileGadget(gadget, params, { cacheFolder: sharedGadgets })));
      gadgets.set(key, await promise);
    }),
  );
  const linker = new LinkBackend(publicCount, gadgets);
  synthesize(improved, linker);
  const layers = [...linker.layers].map(([layer, rows]) => ({ layer, rows }));
  return { program: improved, system: linker.finish(), layers };
}

/** The gadgets a program takes, as "name(params)". */
export function neededGadgets(program: CircuitProgram): string[] {
  const collector = new CollectBackend(signalCount(program.layout));
  synthesize(exchangeProgram(program), collector);
  return [...collector.needed.keys()];
}

/** Values of every input that fit its port; the ends of the range are frequent. */
export function randomInputs(graph: IntegerGraph, random: Random): Map<string, Float64Array> {
  return new Map(
    graph.inputs.map(({ name, shape, bits, signed }) => {
      const low = signed ? -(2 ** (bits - 1)) : 0;
      const high = low + 2 ** bits - 1;
      const values = random.list(
        shape.reduce((size, dimension) => size * dimension, 1),
        low,
        high,
      );
      return [name, values.map((value) => (random.chance(0.2) ? random.pick([low, high]) : value))];
    }),
  );
}

export function randomSalts(program: CircuitProgram, random: Random): Map<string, bigint> {
  return new Map(program.layout.inputs.map(({ name }) => [name, random.bigint(320) % SCALAR_FIELD]));
}

/** The public signals of a statement, computed from the evaluator and the packing and commitment of the chain side. */
export function expectedSignals(
  { graph, layout }: CircuitProgram,
  inputs: ReadonlyMap<string, IntegerValues>,
  salts: ReadonlyMap<string, bigint>,
  context: bigint,
): bigint[] {
  const tensors = createEvaluator(graph).run(inputs);
  const integers = (name: string) => Array.from<number | bigint, bigint>(tensors.get(name)!, BigInt);
  return [
    context,
    ...layout.inputs.flatMap((input) => {
      const packed = packValues(integers(input.name), input);
      if (input.mode === 'public') return packed;
      return [commitInput(packed, salts.get(input.name)!, input.count, input.bits)];
    }),
    ...packValues(
      graph.outputs.flatMap(({ name }) => integers(name)),
      layout.outputs,
    ),
  ];
}

export interface HonestRun {
  linked: LinkedCircuit;
  witness: Witness;
  salts: Map<string, bigint>;
  context: bigint;
}

/** Links, computes a witness and checks everything that must hold of an honest one. */
export async function expectHonest(
  program: CircuitProgram,
  inputs: ReadonlyMap<string, IntegerValues>,
  random: Random,
  linked?: LinkedCircuit,
): Promise<HonestRun> {
  linked ??= await link(program);
  const { system, layers } = linked;
  const context = random.bigint(253);
  const salts = randomSalts(program, random);
  const witness = computeWitness(program, inputs, salts, context);
  expect(witness.values.length).toBe(system.wireCount);
  const unsafe = witness.values.filter((value) => typeof value === 'number' && !Number.isSafeInteger(value));
  expect(unsafe).toEqual([]);
  expect(findViolatedRow(system, witness.values)).toBeUndefined();
  const signals = expectedSignals(program, inputs, salts, context);
  expect(witness.publicSignals.map(toField)).toEqual(signals);
  expect(witness.values.slice(1, 1 + system.publicCount).map((value) => toField(BigInt(value)))).toEqual(
    signals,
  );
  const tensors = createEvaluator(program.graph).run(inputs);
  expect(witness.outputs).toEqual(
    program.graph.outputs.flatMap(({ name }) =>
      Array.from<number | bigint, bigint>(tensors.get(name)!, BigInt),
    ),
  );
  const isStatement = (layer: string) => layer === 'statement' || layer.startsWith('input ');
  const nodeRows = layers.filter(({ layer }) => !isStatement(layer)).reduce((sum, { rows }) => sum + rows, 0);
  expect(nodeRows).toBe(countRows(linked.program.graph));
  return { linked, witness, salts, context };
}
