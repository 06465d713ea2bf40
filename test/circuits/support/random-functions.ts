import type { IntegerGraph } from '../../../src-main/engine/graph/integer-graph.ts';
import { product } from '../../../src-main/engine/graph/linear-map.ts';
import { expectFunction } from './expect-function.ts';
import { neededGadgets, programOf } from './linker-bench.ts';
import { Random } from './random.ts';
import { randomGraph } from './random-graph.ts';

const tiny = { nodes: 4, side: 2, bits: [1, 2, 3], weight: 3, maxShift: 2, outputBits: 10 };
/** All inputs together: each of their values is searched for witnesses. */
const LARGEST_INPUT_BITS = 5;
/** Each gadget takes a second to compile on a new machine: graphs that need others are passed over. */
const allowed = new RegExp(
  `^(${[
    '(bind|wire|saturate|is-zero)\\(\\)',
    '(bits|maximum)\\((\\d|1[0-2])\\)',
    '(relu|clamp)\\([23],[1-6]\\)',
    'relu-exact\\([1-3]\\)',
    'inner-product\\([1-4]\\)',
    'monomials\\([23]\\)',
    'divide\\([1-3],[1-3]\\)',
    'square-root\\([1-3]\\)',
    'one-hot\\([3-5]\\)',
  ].join('|')})$`,
);

function isSearchable(graph: IntegerGraph): boolean {
  const inputBits = graph.inputs.reduce((sum, { shape, bits }) => sum + product(shape) * bits, 0);
  if (inputBits > LARGEST_INPUT_BITS) return false;
  const modes = Object.fromEntries(graph.inputs.map(({ name }) => [name, 'public' as const]));
  return neededGadgets(programOf(graph, modes)).every((key) => allowed.test(key));
}

/** Searches the circuits of random tiny graphs through: each is the function that its graph is, whatever the witness. */
export async function expectRandomFunctions(count: number, firstSeed: number): Promise<void> {
  let left = count;
  for (let seed = firstSeed; left > 0; seed++) {
    const graph = randomGraph(new Random(seed), tiny);
    if (!isSearchable(graph)) continue;
    left -= 1;
    await expectFunction(graph).catch((error: Error) => {
      throw new Error(`seed ${seed}: ${error.message}`, { cause: error });
    });
  }
}
