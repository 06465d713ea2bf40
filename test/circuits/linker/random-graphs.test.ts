import { describe, expect, it } from 'vitest';
import { signalCount } from '../../../src-main/engine/chain/statement-layout.ts';
import { createEvaluator } from '../../../src-main/engine/graph/evaluate.ts';
import { toField } from '../../../src-main/engine/proofs/bn254.ts';
import { gadgetSet } from '../../../src-main/engine/proofs/groth16/gadgets/gadget-set.ts';
import { findViolatedRow } from '../../../src-main/engine/proofs/groth16/linker/check-witness.ts';
import { linkCircuit } from '../../../src-main/engine/proofs/groth16/linker/link-circuit.ts';
import { synthesize } from '../../../src-main/engine/proofs/groth16/linker/synthesize.ts';
import { CheatBackend } from '../support/cheat-backend.ts';
import { isFreeSignal } from '../support/free-signals.ts';
import {
  expectHonest,
  link,
  neededGadgets,
  programOf,
  randomInputs,
  sharedGadgets,
} from '../support/linker-bench.ts';
import { Random } from '../support/random.ts';
import { randomGraph } from '../support/random-graph.ts';
import { RowChecker } from '../support/row-checker.ts';

const small = { nodes: 5, side: 4, bits: [3], weight: 3, maxShift: 3, outputBits: 12 };
/** Each gadget takes a second to compile on a new machine: graphs that need others are passed over. */
const allowed = new RegExp(
  `^(${[
    '(bind|wire|poseidon-block|saturate|is-zero)\\(\\)',
    '(bits|maximum)\\((\\d|1[0-2])\\)',
    '(relu|clamp)\\(3,[1-6]\\)',
    'relu-exact\\([1-3]\\)',
    'inner-product\\([1-4]\\)',
    'monomials\\([23]\\)',
    'divide\\([1-3],[1-3]\\)',
    'square-root\\([1-3]\\)',
    'one-hot\\([3-5]\\)',
  ].join('|')})$`,
);

function* smallGraphs(count: number, firstSeed: number) {
  for (let seed = firstSeed; count > 0; seed++) {
    const random = new Random(seed);
    const graph = randomGraph(random, small);
    const modes = Object.fromEntries(
      graph.inputs.map(({ name }) => [name, random.pick(['public', 'public', 'committed'] as const)]),
    );
    const program = programOf(graph, modes);
    if (!neededGadgets(program).every((key) => allowed.test(key))) continue;
    count -= 1;
    yield { seed, random, program };
  }
}

describe('random integer graphs', () => {
  it('have an honest witness: rows hold, wires and signals are those of evaluator, packing and commitment', async () => {
    for (const { seed, random, program } of smallGraphs(60, 1)) {
      const linked = await link(program);
      for (let round = 0; round < 2; round++) {
        await expectHonest(program, randomInputs(program.graph, random), random, linked).catch(
          (error: Error) => {
            throw new Error(`seed ${seed}, round ${round}: ${error.message}`, { cause: error });
          },
        );
      }
    }
  });

  it('have no wire that could have another value, but for those that stand beside a zero', async () => {
    const gadgets = new Set<string>();
    for (const { seed, random, program } of smallGraphs(60, 1001)) {
      const linked = await link(program);
      const inputs = randomInputs(program.graph, random);
      const { salts, context } = await expectHonest(program, inputs, random, linked);
      const honest = new CheatBackend(signalCount(program.layout), context, {});
      synthesize(linked.program, honest, {
        tensors: createEvaluator(linked.program.graph).run(inputs),
        salts,
      });
      const { values, origins } = honest;
      expect(findViolatedRow(linked.system, values), `seed ${seed}`).toBeUndefined();
      const checker = new RowChecker(linked.system);
      for (let wire = 1; wire < values.length; wire++) {
        const value = values[wire]!;
        gadgets.add(origins[wire]!.gadget);
        for (const other of [value + 1n, value - 1n, 0n, 1n, random.bigint(253)].map(toField)) {
          if (other === value) continue;
          values[wire] = other;
          const { gadget, signal } = origins[wire]!;
          expect(
            checker.violates(wire, values),
            `seed ${seed}, wire ${wire}, ${gadget}.${signal}: ${value} -> ${other}`,
          ).toBe(!isFreeSignal(honest, wire, other));
        }
        values[wire] = value;
      }
    }
    for (const { name } of gadgetSet) if (name !== 'bind') expect(gadgets).toContain(name);
  });

  it('are linked the same by linkCircuit, which also reports the rows of every layer', async () => {
    for (const { program } of smallGraphs(2, 77)) {
      const [ours, theirs] = [await link(program), await linkCircuit(program, sharedGadgets, {})];
      expect(theirs.system).toEqual(ours.system);
      expect(theirs.layers.reduce((sum, { rows }) => sum + rows, 0)).toBe(theirs.system.rowCount);
    }
  });
});
