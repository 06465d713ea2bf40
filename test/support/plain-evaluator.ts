import type { IntegerGraph, IntegerNode } from '../../src-main/engine/graph/integer-graph.ts';

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
  for (const node of graph.nodes) tensors.set(node.output, evaluateNode(node, tensors.get(node.input)!));
  return tensors;
}

function evaluateNode(node: IntegerNode, x: bigint[]): bigint[] {
  switch (node.kind) {
    case 'view':
      return x;
    case 'rescale':
      return x.map((value, index) => rescale(value, node, index));
    case 'max':
      return windows(node.window, node.channels, (channel, taps) => {
        const area = size(node.window.inputSpatial);
        return taps
          .map(({ element }) => x[channel * area + element]!)
          .reduce((largest, value) => (value > largest ? value : largest));
      });
    case 'linear':
      return linear(node, x);
  }
}

function rescale(value: bigint, node: Extract<IntegerNode, { kind: 'rescale' }>, index: number): bigint {
  const shift = BigInt(node.shifts[Math.floor(index / node.inner) % node.shifts.length]!);
  const divisor = 2n ** shift;
  const numerator = shift === 0n ? value : value + divisor / 2n;
  let quotient = numerator / divisor;
  if (quotient * divisor > numerator) quotient -= 1n;
  const lowest = node.table === 'relu' ? 0n : -(2n ** BigInt(node.bits - 1));
  const highest = 2n ** BigInt(node.table === 'relu' ? node.bits : node.bits - 1) - 1n;
  if (quotient < lowest) return lowest;
  return quotient > highest ? highest : quotient;
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
  const rows = form.rowPointer.length - 1;
  return Array.from({ length: rows }, (_, row) => {
    let sum = bias(Math.floor((row * form.channels) / rows));
    for (let entry = form.rowPointer[row]!; entry < form.rowPointer[row + 1]!; entry++) {
      sum += weight(entry) * x[form.column[entry]!]!;
    }
    return sum;
  });
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
