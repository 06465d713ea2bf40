import { describe, expect, it } from 'vitest';
import { linkCircuit } from '../../../src-main/engine/proofs/groth16/linker/link-circuit.ts';
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

const small = { nodes: 5, side: 4, bits: [3], weight: 3, maxShift: 3, outputBits: 12 };
/** Each gadget takes a second to compile on a new machine: graphs that need others are passed over. */
const allowed =
  /^((bind|wire|poseidon-block)\(\)|(bits|maximum)\((\d|1[0-2])\)|(relu|clamp)\(3,[1-6]\)|relu-exact\([1-3]\))$/;

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

  it('are linked the same by linkCircuit, which also reports the rows of every layer', async () => {
    for (const { program } of smallGraphs(2, 77)) {
      const [ours, theirs] = [await link(program), await linkCircuit(program, sharedGadgets, {})];
      expect(theirs.system).toEqual(ours.system);
      expect(theirs.layers.reduce((sum, { rows }) => sum + rows, 0)).toBe(theirs.system.rowCount);
    }
  });
});
