import { linearInDoubles } from '../doubles/linear.ts';
import type { IntegerLinear } from '../integer-graph.ts';
import { linearMap, weightChannel } from '../linear-map.ts';
import { doublesStep, exactStep, fitDoubles, largestOf, type Magnitudes, type Step } from './values.ts';

export function linearStep(node: IntegerLinear, { inputs, output }: Magnitudes): Step {
  const [input] = inputs as [number];
  if (fitDoubles(input, output, sumBound(node, input))) return doublesStep(linearInDoubles(node));
  const map = linearMap(node.form);
  const weights = Array.from(node.weights, BigInt);
  const bias = Array.from(node.bias, BigInt);
  return exactStep(output, (x) =>
    Array.from({ length: map.outputSize }, (_, index) => {
      let sum = bias[Math.floor(index / map.inner) % map.channels]!;
      map.row(index, (element, weight) => {
        sum += x[element]! * weights[weight]!;
      });
      return sum;
    }),
  );
}

/** What no partial sum of any row exceeds, in whatever order the terms are added. */
function sumBound({ form, weights, bias }: IntegerLinear, input: number): number {
  let largest = largestOf(bias);
  const sums = bias.map(Math.abs);
  const add = (channel: number, weight: number) => {
    sums[channel]! += Math.abs(weights[weight]!) * input;
    largest = Math.max(largest, sums[channel]!);
  };
  if (form.kind !== 'sparse') {
    const channelOf = weightChannel(form);
    for (let weight = 0; weight < weights.length; weight++) add(channelOf(weight), weight);
    return largest;
  }
  // The rows of a sparse form share nothing, so each is summed for itself.
  const { rowPointer, channels } = form;
  const inner = (rowPointer.length - 1) / channels;
  for (let row = 0; row + 1 < rowPointer.length; row++) {
    const channel = Math.floor(row / inner);
    sums[channel] = Math.abs(bias[channel]!);
    for (let entry = rowPointer[row]!; entry < rowPointer[row + 1]!; entry++) add(channel, entry);
  }
  return largest;
}
