import type { IntegerGraph, IntegerNode, LookupTable } from '../../src-main/engine/graph/integer-graph.ts';
import { intervalAt, staticIntervals } from '../../src-main/engine/graph/intervals.ts';
import { linearMap, product } from '../../src-main/engine/graph/linear-map.ts';
import { rational } from '../../src-main/engine/graph/rational.ts';
import type { Random } from './random.ts';
import { randomLinearForm, randomWindow } from './random-linear-form.ts';

/** How large the random weights are; 'huge' forces BigInt arithmetic. */
export type Magnitude = 'small' | 'large' | 'huge';

const LIMITS = { small: 127, large: 2 ** 24, huge: 2 ** 53 - 1 };

/** Larger tensors are thinned out by the next step. */
const LARGEST_SIZE = 64;

/** A random integer graph of every primitive, on tensors of every layout, with shifts that round and saturate. */
export function randomIntegerGraph(random: Random, magnitude: Magnitude): IntegerGraph {
  const channels = random.integer(1, 3);
  const spatial = Array.from({ length: random.pick([1, 2, 2, 2, 3]) }, () => random.integer(2, 4));
  const port = (name: string, shape: number[]) => ({
    name,
    shape,
    bits: random.integer(2, magnitude === 'huge' ? 32 : 12),
    signed: random.boolean(),
    scale: rational(1n, 3n),
  });
  const inputs = [port('x', [1, channels, ...spatial])];
  if (random.boolean(0.3)) inputs.push(port('z', [random.integer(1, 12)]));
  const build = new IntegerGraphBuilder(random, magnitude, inputs, channels, spatial);
  for (let step = random.integer(1, 5); step > 0; step--) build.step();
  const { tensor, size, nodes } = build;
  const output = { name: tensor, shape: [size], bits: 64, signed: true, scale: rational(1n, 1n) };
  return { inputs, outputs: [output], nodes };
}

class IntegerGraphBuilder {
  readonly nodes: IntegerNode[] = [];
  tensor = 'x';
  readonly #sizes: Map<string, number>;

  constructor(
    private readonly random: Random,
    private readonly magnitude: Magnitude,
    private readonly inputs: IntegerGraph['inputs'],
    private channels: number,
    private spatial: number[],
  ) {
    this.#sizes = new Map(inputs.map(({ name, shape }) => [name, product(shape)]));
  }

  get size(): number {
    return this.channels * product(this.spatial);
  }

  step(): void {
    const steps = {
      linear: () => this.linear(),
      sum: () => this.sum(),
      product: () => this.push({ kind: 'product', inputs: [this.tensor, this.operand(this.size)] }),
      matmul: () => this.matmul(),
      max: () => this.max(),
      divide: () => this.divide(),
      root: () => this.root(),
      compare: () => this.push({ kind: 'compare', relation: this.random.pick(['nonNegative', 'zero']) }),
      oneHot: () => this.oneHot(),
      sort: () => this.sort(),
      view: () => this.view(),
    };
    const kinds = Object.keys(steps) as (keyof typeof steps)[];
    steps[this.random.pick<keyof typeof steps>([...kinds, 'linear', 'linear'])]();
    if (this.size > LARGEST_SIZE) this.rewire(this.random.integer(1, LARGEST_SIZE / 2));
    if (this.random.boolean(0.7)) this.rescale();
  }

  /** @param size of the result, where it is flat and not shaped as before */
  private push(node: { kind: IntegerNode['kind'] } & Record<string, unknown>, size?: number): void {
    const output = `t${this.nodes.length}`;
    const input = node.inputs || node.kind === 'constant' ? {} : { input: this.tensor };
    const base = { name: output, operator: 'Test', ...input, output };
    this.nodes.push({ ...base, ...node } as unknown as IntegerNode);
    this.tensor = output;
    if (size !== undefined) {
      this.channels = size;
      this.spatial = [1, 1];
    }
    this.#sizes.set(output, this.size);
  }

  /** A step beside the chain: the current tensor stays the current one. */
  private aside(make: () => void): string {
    const { tensor, channels, spatial } = this;
    make();
    const made = this.tensor;
    Object.assign(this, { tensor, channels, spatial });
    return made;
  }

  private integers(count: number, limit = LIMITS[this.magnitude]): Float64Array {
    return Float64Array.from({ length: count }, () =>
      this.random.boolean(0.2) ? 0 : this.random.integer(-limit, limit),
    );
  }

  private divisors(size: number): number[] {
    return Array.from({ length: size }, (_, index) => index + 1).filter((divisor) => size % divisor === 0);
  }

  /** A tensor of this size: an earlier one, the current one, known values, or a choice of elements. */
  private operand(size: number): string {
    const fitting = [...this.#sizes].filter(([, other]) => other === size).map(([name]) => name);
    if (fitting.length > 0 && this.random.boolean(0.6)) return this.random.pick(fitting);
    return this.aside(() => {
      if (this.random.boolean(0.3)) this.push({ kind: 'constant', values: this.integers(size) }, size);
      else this.rewire(size);
    });
  }

  private linear(): void {
    const { random, channels, spatial } = this;
    const form = randomLinearForm(random, channels, spatial);
    const map = linearMap(form);
    const isImage = form.kind === 'convolution' || form.kind === 'transposedConvolution';
    if (isImage) {
      this.channels = form.outputChannels;
      this.spatial = form.outputSpatial;
    }
    const weights = this.integers(map.weightCount);
    const bias = this.integers(map.channels);
    this.push({ kind: 'linear', form, weights, bias }, isImage ? undefined : map.outputSize);
  }

  private sum(): void {
    const inputs = [this.tensor];
    while (this.random.boolean()) inputs.push(this.operand(this.size));
    const coefficients = [...this.integers(inputs.length)];
    const bias = this.integers(this.random.pick(this.divisors(this.size)));
    this.push({ kind: 'sum', inputs, coefficients, bias });
  }

  private matmul(): void {
    const { random } = this;
    const batch = random.pick(this.divisors(this.size));
    const rows = random.pick(this.divisors(this.size / batch));
    const inner = this.size / batch / rows;
    const columns = random.integer(1, 3);
    const right = this.operand(batch * inner * columns);
    const inputs = [this.tensor, right];
    this.push({ kind: 'matmul', inputs, batch, rows, inner, columns }, batch * rows * columns);
  }

  private max(): void {
    const window = randomWindow(this.random, this.spatial);
    this.spatial = window.outputSpatial;
    this.push({ kind: 'max', channels: this.channels, window });
  }

  private divide(): void {
    const positive = this.aside(() => {
      this.tensor = this.operand(this.size);
      this.rescale({ table: 'relu' });
      const bias = Float64Array.of(this.random.integer(1, 3));
      this.push({ kind: 'sum', inputs: [this.tensor], coefficients: [this.random.integer(0, 3)], bias });
    });
    this.push({ kind: 'divide', inputs: [this.tensor, positive] });
  }

  private root(): void {
    this.rescale({ table: 'relu' });
    this.push({ kind: 'root' });
  }

  /** Positions of an own range for each element, or of one for all. */
  private oneHot(): void {
    const { random } = this;
    this.rescale({ table: random.pick(['clamp', 'relu']), bits: random.integer(1, 3) });
    const intervals = staticIntervals({ inputs: this.inputs, outputs: [], nodes: this.nodes });
    const own = intervals.get(this.tensor)!;
    const ends = Array.from({ length: this.size }, (_, element) => intervalAt(own, element));
    const starts = ends.map(({ low }) => Number(low) - random.integer(0, 1));
    const lowest = Math.min(...starts);
    const chosen = random.boolean() ? starts : [lowest];
    const spans = ends.map(({ high }, element) => Number(high) - chosen[element % chosen.length]! + 1);
    const count = Math.max(...spans) + random.integer(0, 1);
    this.push({ kind: 'oneHot', count, starts: Float64Array.from(chosen) }, this.size * count);
  }

  private sort(): void {
    const rows = this.random.pick(this.divisors(this.size));
    const count = this.size / rows;
    const keep = this.random.integer(1, count);
    this.push({ kind: 'sort', rows, count, keep }, rows * keep);
  }

  private view(): void {
    const { random } = this;
    if (random.boolean()) this.rewire(random.integer(1, LARGEST_SIZE / 2));
    else this.push({ kind: 'view', inputs: [this.tensor] });
    if (random.boolean()) {
      const { size } = this;
      this.channels = random.pick(this.divisors(size));
      this.spatial = [size / this.channels, 1];
    }
  }

  /** Any elements of one to three tensors, in any order. */
  private rewire(size: number): void {
    const { random } = this;
    const inputs = [this.tensor];
    while (inputs.length < 3 && random.boolean(0.3)) inputs.push(random.pick([...this.#sizes.keys()]));
    const total = inputs.reduce((sum, name) => sum + this.#sizes.get(name)!, 0);
    const map = Int32Array.from({ length: size }, () => random.integer(0, total - 1));
    this.push({ kind: 'view', inputs, map }, size);
  }

  private rescale(fixed: { table?: string; bits?: number } = {}): void {
    const { random, size, magnitude } = this;
    // One shift for all, one a channel, or some other layout that divides the tensor.
    const divisors = this.divisors(size);
    const count = random.pick([1, this.channels, random.pick(divisors)]);
    const rest = size / count;
    const inner = random.pick([rest, ...divisors.filter((divisor) => rest % divisor === 0)]);
    const largest = { small: 10, large: 30, huge: 90 }[magnitude];
    const shifts = Array.from({ length: count }, () => random.integer(0, largest));
    const table = fixed.table ?? random.pick(['clamp', 'relu', 'lookup']);
    const bits =
      fixed.bits ??
      random.pick(table === 'lookup' ? [1, 4, 7] : magnitude === 'huge' ? [8, 40, 60, 64] : [2, 8, 16]);
    const lookup = table === 'lookup' ? { lookup: this.table(bits) } : {};
    this.push({ kind: 'rescale', table, bits, shifts, inner, ...lookup });
  }

  private table(bits: number): LookupTable {
    const fractionBits = this.random.integer(0, bits);
    const count = 2 ** (bits - fractionBits) + (fractionBits > 0 ? 1 : 0);
    const limit = Math.min(LIMITS[this.magnitude], 2 ** 40 - 1);
    return { signed: this.random.boolean(), fractionBits, entries: this.integers(count, limit) };
  }
}
