import { type ModelInit, node, type NodeInit, tensor, type TensorInit, value } from './onnx-builder.ts';
import type { Random } from './random.ts';

/** Builds a network layer by layer and keeps the shape of the tensor at its end. */
export class NetworkBuilder {
  readonly nodes: NodeInit[] = [];
  readonly constants: TensorInit[] = [];
  readonly inputs;
  current = 'x';

  constructor(
    readonly random: Random,
    public shape: number[],
  ) {
    this.inputs = [value('x', shape)];
  }

  constant(dims: number[], values: ArrayLike<number>, type: 'float' | 'int64' = 'float'): string {
    const name = `c${this.constants.length}`;
    this.constants.push(tensor(name, dims, values, type));
    return name;
  }

  weights(dims: number[], deviation = 0.5): string {
    return this.constant(dims, this.random.normals(product(dims), deviation));
  }

  /** Appends a node that reads the tensor at the end, with `others` as further inputs. */
  apply(
    operator: string,
    shape: number[],
    others: string[] = [],
    attributes: Parameters<typeof node>[3] = {},
  ): this {
    return this.emit(operator, shape, [this.current, ...others], attributes);
  }

  emit(
    operator: string,
    shape: number[],
    inputs: string[],
    attributes: Parameters<typeof node>[3] = {},
  ): this {
    const output = `t${this.nodes.length}`;
    this.nodes.push(node(operator, inputs, output, attributes));
    this.current = output;
    this.shape = shape;
    return this;
  }

  finish(options: Partial<ModelInit> = {}): ModelInit {
    return {
      inputs: this.inputs,
      outputs: [this.current],
      nodes: this.nodes,
      constants: this.constants,
      ...options,
    };
  }

  relu(): this {
    return this.apply('Relu', this.shape);
  }

  flatten(axis = 1): this {
    const shape = [product(this.shape.slice(0, axis)), product(this.shape.slice(axis))];
    return this.apply('Flatten', shape, [], { axis });
  }

  reshape(shape: number[], target: number[] = shape): this {
    return this.apply('Reshape', shape, [this.constant([target.length], target, 'int64')]);
  }

  gemm(outputs: number): this {
    const { random } = this;
    const [rows = 1, inputs = 1] = this.shape;
    const transB = random.boolean();
    const others = [this.weights(transB ? [outputs, inputs] : [inputs, outputs])];
    const attributes: Record<string, number> = transB ? { transB: 1 } : {};
    if (random.boolean(0.3)) attributes.alpha = Math.fround(random.pick([0.25, -1.5, 2.1]));
    if (random.boolean(0.8)) {
      others.push(
        this.weights(random.pick([[outputs], [1, outputs], [rows, outputs], [rows, 1], [1], [], [1, 1]])),
      );
      if (random.boolean(0.3)) attributes.beta = Math.fround(random.pick([0.5, -2, 0.1]));
    }
    return this.apply('Gemm', [rows, outputs], others, attributes);
  }

  matMul(outputs: number): this {
    const inputs = this.shape.at(-1)!;
    const leading = this.shape.slice(0, -1);
    if (leading.length > 0 && this.random.boolean(0.25))
      return this.apply('MatMul', leading, [this.weights([inputs])]);
    return this.apply('MatMul', [...leading, outputs], [this.weights([inputs, outputs])]);
  }

  /** A constant of a shape that broadcasts to the tensor's, on either side. */
  addConstant(): this {
    const { random, shape } = this;
    const kept = random.integer(0, shape.length);
    const dims = shape.slice(shape.length - kept).map((size) => (random.boolean(0.6) ? size : 1));
    const bias = this.weights(dims, 1);
    return random.boolean()
      ? this.apply('Add', shape, [bias])
      : this.emit('Add', shape, [bias, this.current]);
  }

  convolution(outputChannels?: number): this {
    const { random } = this;
    const [, channels = 1, ...spatial] = this.shape;
    const divisors = Array.from({ length: channels }, (_, index) => index + 1).filter(
      (d) => channels % d === 0,
    );
    const groups = random.boolean(0.5) ? 1 : random.pick(divisors);
    const outputs = outputChannels ?? groups * random.integer(1, groups === channels ? 2 : 3);
    const window = this.window(spatial, false);
    const others = [this.weights([outputs, channels / groups, ...window.kernel])];
    if (random.boolean(0.7)) others.push(this.weights([outputs], 1));
    const attributes: Record<string, number | string | number[]> = { ...window.attributes, group: groups };
    if (random.boolean()) attributes.kernel_shape = window.kernel;
    return this.apply('Conv', [1, outputs, ...window.output], others, attributes);
  }

  pool(operator: 'MaxPool' | 'AveragePool' = this.random.pick(['MaxPool', 'AveragePool'])): this {
    const { random } = this;
    const [, channels = 1, ...spatial] = this.shape;
    const window = this.window(spatial, true);
    const attributes: Record<string, number | string | number[]> = {
      ...window.attributes,
      kernel_shape: window.kernel,
    };
    if (operator === 'AveragePool' && !attributes.ceil_mode && random.boolean())
      attributes.count_include_pad = 1;
    return this.apply(operator, [1, channels, ...window.output], [], attributes);
  }

  /** A random window that fits; every window sees at least one real element. */
  private window(spatial: number[], isPool: boolean) {
    const { random } = this;
    for (;;) {
      const kernel = spatial.map((size) => random.integer(1, Math.min(3, size)));
      const strides = spatial.map(() => random.integer(1, 2));
      const dilations = spatial.map(() => (random.boolean(0.75) ? 1 : 2));
      const mode = random.pick(['NOTSET', 'NOTSET', 'VALID', 'SAME_UPPER', 'SAME_LOWER'] as const);
      const ceil = isPool && mode === 'NOTSET' && random.boolean(0.3);
      const pads = [...kernel, ...kernel].map((size) =>
        mode === 'NOTSET' && random.boolean() ? random.integer(0, size - 1) : 0,
      );
      const extents = kernel.map((size, axis) => (size - 1) * dilations[axis]! + 1);
      // onnxruntime refuses SAME where the window is smaller than its step, and with dilations in Conv.
      if (mode.startsWith('SAME')) {
        if (dilations.some((dilation) => dilation > 1)) continue;
        if (extents.some((extent, axis) => extent < strides[axis]!)) continue;
      }
      const output = spatial.map((size, axis) => {
        if (mode.startsWith('SAME')) return Math.ceil(size / strides[axis]!);
        const room = size + pads[axis]! + pads[axis + spatial.length]! - extents[axis]!;
        const stride = strides[axis]!;
        if (!ceil) return Math.floor(room / stride) + 1;
        const steps = Math.ceil(room / stride) + 1;
        // Versions of ONNX differ about a last window that starts behind the last element.
        return (steps - 1) * stride >= size + pads[axis]! ? 0 : steps;
      });
      const empty = spatial.some((size, axis) =>
        Array.from(
          { length: Math.max(0, output[axis]!) },
          (_, position) => position * strides[axis]! - pads[axis]!,
        ).some((start) =>
          Array.from({ length: kernel[axis]! }, (_, tap) => start + tap * dilations[axis]!).every(
            (at) => at < 0 || at >= size,
          ),
        ),
      );
      if (output.some((size) => size < 1) || empty) continue;
      const attributes: Record<string, number | string | number[]> = { strides };
      if (dilations.some((dilation) => dilation > 1)) attributes.dilations = dilations;
      if (mode !== 'NOTSET') attributes.auto_pad = mode;
      else if (random.boolean(0.9) || pads.some((pad) => pad > 0)) attributes.pads = pads;
      if (ceil) attributes.ceil_mode = 1;
      return { kernel, output, attributes };
    }
  }
}

export function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}

/** A batch of one image (or signal, or volume) with a few channels. */
export function imageShape(random: Random): number[] {
  const rank = random.pick([1, 2, 2, 2, 3]);
  const size = () => (rank === 3 ? random.integer(2, 4) : random.integer(3, 7));
  return [1, random.integer(1, 4), ...Array.from({ length: rank }, size)];
}

/** A random network of every supported operator: an image part, then views, then a matrix part. */
export function randomNetwork(random: Random): ModelInit {
  const build = new NetworkBuilder(random, imageShape(random));
  for (let layer = random.integer(1, 4); layer > 0; layer--) {
    if (random.boolean(0.6)) build.convolution();
    else build.pool();
    if (random.boolean(0.3)) build.addConstant();
    if (random.boolean(0.4)) build.relu();
    if (random.boolean(0.2)) splitChannels(build);
  }
  if (random.boolean(0.7)) {
    build.flatten();
    for (let layer = random.integer(1, 2); layer > 0; layer--) {
      if (random.boolean()) build.gemm(random.integer(1, 6));
      else build.matMul(random.integer(1, 6));
      if (build.shape.length < 2) break;
      if (random.boolean(0.4)) build.addConstant();
      if (random.boolean()) build.relu();
    }
  }
  const outputs = [build.current];
  const inner = build.nodes.at(random.integer(0, build.nodes.length - 1))!.output![0]!;
  if (random.boolean(0.3) && inner !== build.current) outputs.unshift(inner);
  return build.finish({ outputs });
}

/** Another split of the elements into channels, so that the next pool meets several old channels in one. */
function splitChannels(build: NetworkBuilder): void {
  const [, ...rest] = build.shape;
  const total = product(rest);
  const divisors = Array.from({ length: total }, (_, index) => index + 1).filter(
    (d) => total % d === 0 && d <= 6,
  );
  const channels = build.random.pick(divisors);
  build.reshape([1, channels, total / channels]);
}
