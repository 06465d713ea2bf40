import type { FloatNode } from '../float-graph.ts';
import { product as sizeOf, type WindowForm } from '../linear-map.ts';
import type { LoweredLinear, LoweredMatmul, LoweredNode, LoweredSort } from '../lowered-graph.ts';
import { broadcastMap } from './index-maps.ts';
import { type LoweringContext, UnsupportedError } from './operator-lowering.ts';

/** A tensor while an operator is lowered: computed under a name, or known. */
export interface Value {
  shape: number[];
  /** '' where the value is known. */
  name: string;
  /** The known values, row-major. */
  constant?: Float64Array;
}

type Emitted = LoweredNode extends infer Node
  ? Node extends LoweredNode
    ? Omit<Node, 'name' | 'operator' | 'output'>
    : never
  : never;

/**
 * Writes one operator in primitives. Every method gives a new value; what depends on known values only is computed on
 * the spot, and a product with known values is a linear map. Elementwise methods broadcast like ONNX.
 */
export class Builder {
  readonly #node: FloatNode;
  readonly #context: LoweringContext;

  constructor(node: FloatNode, context: LoweringContext) {
    this.#node = node;
    this.#context = context;
  }

  /** Input `index` of the operator; undefined where it is left out. */
  optionalInput(index: number): Value | undefined {
    const name = this.#node.inputs[index] ?? '';
    if (name === '') return undefined;
    const constant = this.#context.constant(name);
    if (constant) return { name: '', shape: constant.shape, constant: constant.values };
    return { name, shape: this.#context.shape(name) };
  }

  input(index: number): Value {
    const value = this.optionalInput(index);
    if (value) return value;
    throw new UnsupportedError(`its input ${index} is left out`, 'Give every input that the operator needs.');
  }

  known(values: ArrayLike<number>, shape: number[]): Value {
    return { name: '', shape, constant: Float64Array.from(values) };
  }

  scalar(value: number): Value {
    return this.known([value], []);
  }

  /** sum of coefficient * value, broadcast to one shape. */
  sum(...terms: readonly (readonly [number, Value])[]): Value {
    const shape = broadcastShape(terms.map(([, value]) => value.shape));
    const size = sizeOf(shape);
    let bias = new Float64Array(1);
    const computed: [number, Value][] = [];
    for (const [coefficient, value] of terms) {
      const wide = this.broadcast(value, shape);
      if (!wide.constant) {
        computed.push([coefficient, wide]);
        continue;
      }
      const { constant } = wide;
      if (constant.length > bias.length) bias = new Float64Array(size).fill(bias[0]!);
      bias = bias.map((sum, index) => sum + coefficient * constant[index]!);
    }
    if (computed.length === 0)
      return this.known(bias.length === size ? bias : new Float64Array(size).fill(bias[0]!), shape);
    const [first] = computed;
    if (computed.length === 1 && first![0] === 1 && bias.every((value) => value === 0)) return first![1];
    return this.#emit(shape, {
      kind: 'sum',
      inputs: computed.map(([, { name }]) => name),
      coefficients: computed.map(([coefficient]) => coefficient),
      bias: bias.every((value) => value === bias[0]) ? bias.slice(0, 1) : bias,
    });
  }

  add(a: Value, b: Value): Value {
    return this.sum([1, a], [1, b]);
  }

  subtract(a: Value, b: Value): Value {
    return this.sum([1, a], [-1, b]);
  }

  /** a * b, broadcast. */
  product(a: Value, b: Value): Value {
    if (a.constant && !b.constant) return this.product(b, a);
    const shape = broadcastShape([a.shape, b.shape]);
    if (b.constant?.every((value) => value === b.constant![0])) {
      return this.sum([b.constant[0]!, this.broadcast(a, shape)]);
    }
    const [left, right] = [this.broadcast(a, shape), this.broadcast(b, shape)];
    if (right.constant) {
      const { constant } = right;
      if (left.constant)
        return this.known(
          left.constant.map((value, index) => value * constant[index]!),
          shape,
        );
      return this.linear(
        left,
        elementwiseForm(sizeOf(shape)),
        constant,
        new Float64Array(constant.length),
        shape,
      );
    }
    return this.#emit(shape, { kind: 'product', inputs: [left.name, right.name] });
  }

  /** a where condition is 1, b where it is 0. */
  select(condition: Value, a: Value, b: Value): Value {
    return this.add(b, this.product(condition, this.subtract(a, b)));
  }

  linear(
    input: Value,
    form: LoweredLinear['form'],
    weights: Float64Array,
    bias: Float64Array,
    shape: number[],
  ): Value {
    return this.#emit(shape, { kind: 'linear', input: this.#named(input), form, weights, bias });
  }

  /** a [..., rows, inner] times b [..., inner, columns] with equal leading dimensions, given as `batch`. */
  matmul(
    a: Value,
    b: Value,
    sizes: Pick<LoweredMatmul, 'batch' | 'rows' | 'inner' | 'columns'>,
    shape: number[],
  ): Value {
    return this.#emit(shape, { kind: 'matmul', inputs: [this.#named(a), this.#named(b)], ...sizes });
  }

  relu(value: Value): Value {
    return this.#unary(value, (x) => Math.max(0, x), {
      kind: 'rescale',
      input: value.name,
      activation: 'relu',
      isOutput: false,
    });
  }

  /** A function of one variable, by a table of straight lines. */
  apply(value: Value, evaluate: (x: number) => number): Value {
    return this.#unary(value, evaluate, { kind: 'function', input: value.name, evaluate });
  }

  root(value: Value): Value {
    return this.#unary(value, (x) => Math.sqrt(Math.max(0, x)), { kind: 'root', input: value.name });
  }

  floor(value: Value): Value {
    return this.#unary(value, Math.floor, { kind: 'floor', input: value.name });
  }

  /** 1 where the value is not negative, else 0. */
  nonNegative(value: Value): Value {
    return this.#unary(value, (x) => Number(x >= 0), {
      kind: 'compare',
      input: value.name,
      relation: 'nonNegative',
    });
  }

  isZero(value: Value): Value {
    return this.#unary(value, (x) => Number(x === 0), {
      kind: 'compare',
      input: value.name,
      relation: 'zero',
    });
  }

  not(value: Value): Value {
    return this.subtract(this.scalar(1), value);
  }

  /** a / b, broadcast, where b is positive. */
  divide(a: Value, b: Value): Value {
    const shape = broadcastShape([a.shape, b.shape]);
    if (b.constant) return this.product(a, { ...b, constant: b.constant.map((value) => 1 / value) });
    const [left, right] = [this.broadcast(a, shape), this.broadcast(b, shape)];
    return this.#emit(shape, { kind: 'divide', inputs: [this.#named(left), right.name] });
  }

  /** The largest value of each window. */
  max(value: Value, channels: number, window: WindowForm, shape: number[]): Value {
    return this.#emit(shape, { kind: 'max', input: this.#named(value), channels, window });
  }

  /** The largest of each group of `count` neighbours; the value has shape [..., count]. */
  maxOfLast(value: Value): Value {
    const count = value.shape.at(-1)!;
    const shape = value.shape.slice(0, -1);
    if (count === 1) return this.reshape(value, shape);
    const groups = sizeOf(shape);
    const window = {
      inputSpatial: [count],
      outputSpatial: [1],
      kernel: [count],
      strides: [1],
      dilations: [1],
      padsBegin: [0],
    };
    return this.max(value, groups, window, shape);
  }

  /** The sum of each group of neighbours; the value has shape [..., count]. */
  sumOfLast(value: Value, factor = 1): Value {
    const count = value.shape.at(-1)!;
    const shape = value.shape.slice(0, -1);
    const rows = sizeOf(shape);
    const form = { kind: 'dense', rows, inputs: count, outputs: 1 } as const;
    return this.linear(value, form, new Float64Array(count).fill(factor), new Float64Array(1), shape);
  }

  /** Shape [..., count]: a 1 where the value equals the position. */
  oneHot(value: Value, count: number): Value {
    const shape = [...value.shape, count];
    if (value.constant) {
      const result = new Float64Array(sizeOf(shape));
      value.constant.forEach((position, index) => {
        result[index * count + Math.min(count - 1, Math.max(0, position))] = 1;
      });
      return this.known(result, shape);
    }
    return this.#emit(shape, { kind: 'oneHot', input: value.name, elements: sizeOf(value.shape), count });
  }

  /** Sorts along the last dimension; shape [..., keep]. */
  sort(value: Value, options: Pick<LoweredSort, 'keep' | 'largest' | 'lastFirst' | 'result'>): Value {
    const count = value.shape.at(-1)!;
    const shape = [...value.shape.slice(0, -1), options.keep];
    return this.#emit(shape, {
      kind: 'sort',
      input: this.#named(value),
      rows: sizeOf(value.shape) / count,
      count,
      ...options,
    });
  }

  /** Element i of the result is element map[i] of the values written one behind the other. */
  view(values: readonly Value[], map: Int32Array, shape: number[]): Value {
    const [only] = values;
    if (values.every(({ constant }) => constant)) {
      const joined = values.flatMap(({ constant }) => [...constant!]);
      return this.known(
        Float64Array.from(map, (source) => joined[source]!),
        shape,
      );
    }
    if (
      values.length === 1 &&
      map.length === sizeOf(only!.shape) &&
      map.every((source, index) => source === index)
    ) {
      return { ...only!, shape };
    }
    return this.#emit(shape, { kind: 'view', inputs: values.map((value) => this.#named(value)), map });
  }

  /** The same elements in the same order. */
  reshape(value: Value, shape: number[]): Value {
    return { ...value, shape };
  }

  broadcast(value: Value, shape: number[]): Value {
    if (value.shape.length === shape.length && value.shape.every((size, axis) => size === shape[axis]))
      return value;
    if (sizeOf(value.shape) === sizeOf(shape)) return this.reshape(value, shape);
    return this.view([value], broadcastMap(value.shape, shape), shape);
  }

  /** Gives an output of the operator its value. */
  finish(value: Value, index = 0): void {
    const output = this.#node.outputs[index] ?? '';
    if (output === '') return;
    if (value.constant) {
      this.#context.defineConstant(output, value.shape, value.constant);
      return;
    }
    const producer = this.#context.producer(value.name);
    if (producer?.output === value.name && this.#context.isMadeUp(value.name)) {
      this.#context.retarget(producer, output);
      return;
    }
    this.#context.emit({ kind: 'view', ...this.#base(), inputs: [value.name], output });
  }

  #unary(value: Value, evaluate: (x: number) => number, node: Emitted): Value {
    if (value.constant) return this.known(value.constant.map(evaluate), value.shape);
    return this.#emit(value.shape, node);
  }

  /** The tensor behind a value; known values become a constant of the graph. */
  #named({ name, constant, shape }: Value): string {
    return constant ? this.#emit(shape, { kind: 'constant', values: constant }).name : name;
  }

  #emit(shape: number[], node: Emitted): Value {
    const output = this.#context.fresh(
      `${this.#node.outputs.find((name) => name !== '') ?? this.#node.name}#`,
    );
    this.#context.emit({ ...this.#base(), ...node, output } as LoweredNode);
    return { name: output, shape };
  }

  #base() {
    return { name: this.#node.name, operator: this.#node.operator };
  }
}

/** One weight and one bias an element. */
export function elementwiseForm(size: number): LoweredLinear['form'] {
  return {
    kind: 'sparse',
    inputs: size,
    channels: size,
    rowPointer: Array.from({ length: size + 1 }, (_, index) => index),
    column: Array.from({ length: size }, (_, index) => index),
  };
}

/** ONNX multidirectional broadcasting of any number of shapes. */
export function broadcastShape(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    const wide = sizes.filter((size) => size !== 1);
    if (wide.some((size) => size !== wide[0])) {
      throw new UnsupportedError(
        `its shapes ${shapes.map((shape) => `[${shape.join(', ')}]`).join(' and ')} do not broadcast`,
        'Give its inputs shapes that fit each other.',
      );
    }
    return wide[0] ?? 1;
  });
}
