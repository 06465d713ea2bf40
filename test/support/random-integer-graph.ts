import type { IntegerGraph, IntegerNode } from '../../src-main/engine/graph/integer-graph.ts';
import {
  type LinearForm,
  linearMap,
  product,
  type WindowForm,
} from '../../src-main/engine/graph/linear-map.ts';
import { rational } from '../../src-main/engine/graph/rational.ts';
import type { Random } from './random.ts';

/** How large the random weights are; 'huge' forces BigInt arithmetic. */
export type Magnitude = 'small' | 'large' | 'huge';

const LIMITS = { small: 127, large: 2 ** 24, huge: 2 ** 53 - 1 };

/** A random integer graph of every primitive, on tensors of every layout, with shifts that round and saturate. */
export function randomIntegerGraph(random: Random, magnitude: Magnitude): IntegerGraph {
  const bits = random.integer(2, magnitude === 'huge' ? 32 : 12);
  const channels = random.integer(1, 3);
  const spatial = [random.integer(2, 4), random.integer(2, 4)];
  const input = {
    name: 'x',
    shape: [1, channels, ...spatial],
    bits,
    signed: random.boolean(),
    scale: rational(1n, 3n),
  };
  const build = new IntegerGraphBuilder(random, magnitude, channels, spatial);
  for (let step = random.integer(1, 4); step > 0; step--) build.step();
  const { tensor, size, nodes } = build;
  const output = { name: tensor, shape: [size], bits: 64, signed: true, scale: rational(1n, 1n) };
  return { inputs: [input], outputs: [output], nodes };
}

class IntegerGraphBuilder {
  readonly nodes: IntegerNode[] = [];
  tensor = 'x';

  constructor(
    private readonly random: Random,
    private readonly magnitude: Magnitude,
    private channels: number,
    private spatial: number[],
  ) {}

  get size(): number {
    return this.channels * product(this.spatial);
  }

  step(): void {
    const kind = this.random.pick(['linear', 'linear', 'max', 'view'] as const);
    if (kind === 'linear') this.linear();
    else if (kind === 'max') this.max();
    else this.view();
    if (this.random.boolean(0.7)) this.rescale();
  }

  private push(node: Record<string, unknown>): void {
    const output = `t${this.nodes.length}`;
    const input = node.kind === 'view' ? { inputs: [this.tensor] } : { input: this.tensor };
    const base = { name: output, operator: 'Test', ...input, output };
    this.nodes.push({ ...base, ...node } as unknown as IntegerNode);
    this.tensor = output;
  }

  private weights(count: number): Float64Array {
    const limit = LIMITS[this.magnitude];
    return Float64Array.from({ length: count }, () =>
      this.random.boolean(0.2) ? 0 : this.random.integer(-limit, limit),
    );
  }

  private linear(): void {
    const { random } = this;
    const form = random.pick([() => this.dense(), () => this.convolution(), () => this.sparse()])();
    const map = linearMap(form);
    this.push({
      kind: 'linear',
      form,
      weights: this.weights(map.weightCount),
      bias: this.weights(map.channels),
    });
    if (form.kind === 'convolution') {
      this.channels = form.outputChannels;
      this.spatial = form.outputSpatial;
    } else {
      this.channels = map.outputSize;
      this.spatial = [1, 1];
    }
  }

  private dense(): LinearForm {
    const rows = this.random.boolean() ? this.channels : 1;
    return { kind: 'dense', rows, inputs: this.size / rows, outputs: this.random.integer(1, 4) };
  }

  private sparse(): LinearForm {
    const { random } = this;
    const rows = random.integer(1, 3) * 2;
    const rowPointer = [0];
    const column: number[] = [];
    for (let row = 0; row < rows; row++) {
      for (let source = 0; source < this.size; source++) if (random.boolean(0.3)) column.push(source);
      rowPointer.push(column.length);
    }
    return { kind: 'sparse', inputs: this.size, channels: random.pick([1, 2, rows]), rowPointer, column };
  }

  private convolution(): LinearForm {
    const { random, channels } = this;
    const groups = random.boolean() ? channels : 1;
    return {
      kind: 'convolution',
      inputChannels: channels,
      outputChannels: groups * random.integer(1, 2),
      groups,
      ...this.window(),
    };
  }

  private max(): void {
    const window = this.window();
    this.push({ kind: 'max', channels: this.channels, window });
    this.spatial = window.outputSpatial;
  }

  private window(): WindowForm {
    const { random, spatial } = this;
    const kernel = spatial.map((size) => random.integer(1, Math.min(2, size)));
    const strides = spatial.map(() => random.integer(1, 2));
    const padsBegin = kernel.map((size) => random.integer(0, size - 1));
    const outputSpatial = spatial.map(
      (size, axis) => Math.floor((size + padsBegin[axis]! - kernel[axis]!) / strides[axis]!) + 1,
    );
    return {
      inputSpatial: spatial,
      outputSpatial,
      kernel,
      strides,
      dilations: spatial.map(() => 1),
      padsBegin,
    };
  }

  private view(): void {
    this.push({ kind: 'view' });
    if (this.random.boolean()) {
      const { size } = this;
      const divisors = Array.from({ length: size }, (_, index) => index + 1).filter((d) => size % d === 0);
      this.channels = this.random.pick(divisors);
      this.spatial = [size / this.channels, 1];
    }
  }

  private rescale(): void {
    const { random, size, magnitude } = this;
    // One shift for all, one a channel, or some other layout that divides the tensor.
    const divisors = Array.from({ length: size }, (_, index) => index + 1).filter((d) => size % d === 0);
    const count = random.pick([1, this.channels, random.pick(divisors)]);
    const rest = size / count;
    const inner = random.pick([rest, ...divisors.filter((d) => rest % d === 0)]);
    const largest = { small: 10, large: 30, huge: 90 }[magnitude];
    this.push({
      kind: 'rescale',
      table: random.pick(['clamp', 'relu']),
      bits: random.pick(magnitude === 'huge' ? [8, 40, 60, 64] : [2, 8, 16]),
      shifts: Array.from({ length: count }, () => random.integer(0, largest)),
      inner,
    });
  }
}
