import type { IntegerGraph, IntegerNode } from '../../src-main/engine/graph/integer-graph.ts';
import type { LinearForm } from '../../src-main/engine/graph/linear-map.ts';

/**
 * The integer graph by its definitions, in BigInt and nothing else: nested loops over coordinates, no code in common
 * with the evaluator that it checks.
 */
export function evaluatePlainly(
  graph: IntegerGraph,
  inputs: ReadonlyMap<string, readonly bigint[]>,
): Map<string, bigint[]> {
  const tensors = new Map<string, bigint[]>();
  for (const [name, values] of inputs) tensors.set(name, [...values]);
  const read = (name: string) => tensors.get(name)!;
  for (const node of graph.nodes) tensors.set(node.output, evaluateNode(node, read));
  return tensors;
}

function evaluateNode(node: IntegerNode, read: (name: string) => bigint[]): bigint[] {
  switch (node.kind) {
    case 'linear':
      return linear(node, read(node.input));
    case 'sum': {
      const result = read(node.inputs[0]!).map((_, index) => BigInt(node.bias[index % node.bias.length]!));
      node.inputs.forEach((name, position) => {
        read(name).forEach(
          (value, index) => (result[index]! += BigInt(node.coefficients[position]!) * value),
        );
      });
      return result;
    }
    case 'product': {
      const [a, b] = node.inputs.map(read) as [bigint[], bigint[]];
      return a.map((value, index) => value * b[index]!);
    }
    case 'matmul':
      return matmul(node, read(node.inputs[0]), read(node.inputs[1]));
    case 'rescale':
      return read(node.input).map((value, index) => rescale(value, node, index));
    case 'max':
      return windows(node.window, node.channels, (channel, taps) => {
        const area = size(node.window.inputSpatial);
        return taps
          .map(({ element }) => read(node.input)[channel * area + element]!)
          .reduce((largest, value) => (value > largest ? value : largest));
      });
    case 'divide': {
      const [a, b] = node.inputs.map(read) as [bigint[], bigint[]];
      return a.map((value, index) => floorQuotient(value, b[index]!));
    }
    case 'root':
      return read(node.input).map(floorRoot);
    case 'compare':
      return read(node.input).map((value) =>
        (node.relation === 'zero' ? value === 0n : value >= 0n) ? 1n : 0n,
      );
    case 'oneHot':
      return read(node.input).flatMap((value, index) => {
        const start = BigInt(node.starts[index % node.starts.length]!);
        return Array.from({ length: node.count }, (_, position) =>
          start + BigInt(position) === value ? 1n : 0n,
        );
      });
    case 'sort':
      return Array.from({ length: node.rows }, (_, row) => {
        const rest = read(node.input).slice(row * node.count, (row + 1) * node.count);
        return Array.from({ length: node.keep }, () => {
          const largest = rest.reduce((most, value) => (value > most ? value : most));
          rest.splice(rest.indexOf(largest), 1);
          return largest;
        });
      }).flat();
    case 'constant':
      return [...node.values].map(BigInt);
    case 'view': {
      const joined = node.inputs.flatMap(read);
      return node.map ? [...node.map].map((source) => joined[source]!) : joined;
    }
  }
}

function matmul(
  { batch, rows, inner, columns }: Extract<IntegerNode, { kind: 'matmul' }>,
  a: bigint[],
  b: bigint[],
): bigint[] {
  const result: bigint[] = [];
  for (let n = 0; n < batch; n++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let sum = 0n;
        for (let k = 0; k < inner; k++) {
          sum += a[(n * rows + row) * inner + k]! * b[(n * inner + k) * columns + column]!;
        }
        result.push(sum);
      }
    }
  }
  return result;
}

function floorQuotient(numerator: bigint, divisor: bigint): bigint {
  let quotient = numerator / divisor;
  if (quotient * divisor > numerator) quotient -= 1n;
  return quotient;
}

/** By bisection. */
function floorRoot(value: bigint): bigint {
  let low = 0n;
  let high = value + 1n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle * middle <= value) low = middle;
    else high = middle;
  }
  return low;
}

function rescale(value: bigint, node: Extract<IntegerNode, { kind: 'rescale' }>, index: number): bigint {
  const shift = BigInt(node.shifts[Math.floor(index / node.inner) % node.shifts.length]!);
  const divisor = 2n ** shift;
  const quotient = floorQuotient(shift === 0n ? value : value + divisor / 2n, divisor);
  const signed = node.table === 'clamp' || (node.table === 'lookup' && node.lookup!.signed);
  const lowest = signed ? -(2n ** BigInt(node.bits - 1)) : 0n;
  const highest = 2n ** BigInt(signed ? node.bits - 1 : node.bits) - 1n;
  const clamped = quotient < lowest ? lowest : quotient > highest ? highest : quotient;
  if (node.table !== 'lookup') return clamped;
  const { fractionBits, entries } = node.lookup!;
  const unit = 2n ** BigInt(fractionBits);
  const entry = (clamped - lowest) / unit;
  const left = BigInt(entries[Number(entry)]!);
  if (fractionBits === 0) return left;
  const right = BigInt(entries[Number(entry) + 1]!);
  const distance = clamped - lowest - entry * unit;
  return left * (unit - distance) + right * distance;
}

function linear(node: Extract<IntegerNode, { kind: 'linear' }>, x: bigint[]): bigint[] {
  const weight = (index: number) => BigInt(node.weights[index]!);
  const bias = (channel: number) => BigInt(node.bias[channel]!);
  const { form } = node;
  if (form.kind === 'dense') {
    const y: bigint[] = [];
    for (let row = 0; row < form.rows; row++) {
      for (let output = 0; output < form.outputs; output++) {
        let sum = bias(output);
        for (let k = 0; k < form.inputs; k++)
          sum += weight(output * form.inputs + k) * x[row * form.inputs + k]!;
        y.push(sum);
      }
    }
    return y;
  }
  if (form.kind === 'convolution') {
    const inputsPerGroup = form.inputChannels / form.groups;
    const area = size(form.inputSpatial);
    const kernelArea = size(form.kernel);
    return windows(form, form.outputChannels, (channel, taps) => {
      const group = Math.floor(channel / (form.outputChannels / form.groups));
      let sum = bias(channel);
      for (let c = 0; c < inputsPerGroup; c++) {
        for (const { tap, element } of taps) {
          const source = (group * inputsPerGroup + c) * area + element;
          sum += weight((channel * inputsPerGroup + c) * kernelArea + tap) * x[source]!;
        }
      }
      return sum;
    });
  }
  if (form.kind === 'transposedConvolution') return transposedConvolution(node.weights, node.bias, form, x);
  const rows = form.rowPointer.length - 1;
  return Array.from({ length: rows }, (_, row) => {
    let sum = bias(Math.floor((row * form.channels) / rows));
    for (let entry = form.rowPointer[row]!; entry < form.rowPointer[row + 1]!; entry++) {
      sum += weight(entry) * x[form.column[entry]!]!;
    }
    return sum;
  });
}

/** Every input element is added to the outputs that it reaches, as the operator is usually explained. */
function transposedConvolution(
  weights: Float64Array,
  bias: Float64Array,
  form: Extract<LinearForm, { kind: 'transposedConvolution' }>,
  x: bigint[],
): bigint[] {
  const outputsPerGroup = form.outputChannels / form.groups;
  const outputArea = size(form.outputSpatial);
  const y = [...bias].flatMap((value) => new Array<bigint>(outputArea).fill(BigInt(value)));
  for (let input = 0; input < form.inputChannels; input++) {
    const group = Math.floor(input / (form.inputChannels / form.groups));
    positions(form.inputSpatial).forEach((position, element) => {
      for (let output = 0; output < outputsPerGroup; output++) {
        positions(form.kernel).forEach((offset, tap) => {
          const at = position.map(
            (p, axis) =>
              p * form.strides[axis]! + offset[axis]! * form.dilations[axis]! - form.padsBegin[axis]!,
          );
          if (at.some((coordinate, axis) => coordinate < 0 || coordinate >= form.outputSpatial[axis]!))
            return;
          const target = at.reduce(
            (index, coordinate, axis) => index * form.outputSpatial[axis]! + coordinate,
            0,
          );
          const weight = (input * outputsPerGroup + output) * size(form.kernel) + tap;
          y[(group * outputsPerGroup + output) * outputArea + target]! +=
            BigInt(weights[weight]!) * x[input * size(form.inputSpatial) + element]!;
        });
      }
    });
  }
  return y;
}

interface Window {
  inputSpatial: number[];
  outputSpatial: number[];
  kernel: number[];
  strides: number[];
  dilations: number[];
  padsBegin: number[];
}

function windows(
  window: Window,
  channels: number,
  visit: (channel: number, taps: { tap: number; element: number }[]) => bigint,
): bigint[] {
  const results: bigint[] = [];
  for (let channel = 0; channel < channels; channel++) {
    for (const position of positions(window.outputSpatial)) {
      const taps: { tap: number; element: number }[] = [];
      positions(window.kernel).forEach((offset, tap) => {
        const at = position.map(
          (p, axis) =>
            p * window.strides[axis]! + offset[axis]! * window.dilations[axis]! - window.padsBegin[axis]!,
        );
        if (at.some((coordinate, axis) => coordinate < 0 || coordinate >= window.inputSpatial[axis]!)) return;
        let element = 0;
        at.forEach((coordinate, axis) => (element = element * window.inputSpatial[axis]! + coordinate));
        taps.push({ tap, element });
      });
      results.push(visit(channel, taps));
    }
  }
  return results;
}

function positions(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>(
    (prefixes, extent) =>
      prefixes.flatMap((prefix) =>
        Array.from({ length: extent }, (_, coordinate) => [...prefix, coordinate]),
      ),
    [[]],
  );
}

function size(sizes: readonly number[]): number {
  return sizes.reduce((all, extent) => all * extent, 1);
}
