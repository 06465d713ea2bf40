import { product, type WindowForm, windowTaps } from '../linear-map.ts';
import type { Value } from './builder.ts';
import { numberAttribute, numbersAttribute, UnsupportedError } from './operator-lowering.ts';
import { type Lowering, operatorRules } from './operator-rules.ts';
import { isRead } from './parameters.ts';
import { absolute } from './piecewise.ts';
import { wholePower } from './power.ts';
import { power } from './special-functions.ts';
import { globalWindow, type PaddedWindow, slidingWindow } from './window.ts';
import { weightedWindowSum, windowSum } from './window-sum.ts';

/**
 * Pools in any number of spatial dimensions, with strides, dilations, pads, ceil_mode and batches. Refused are the
 * indices of MaxPool, and windows that hold nothing but padding, which have no maximum and no mean.
 */
export const pool = operatorRules({
  MaxPool: (lowering) => {
    if (isRead(lowering.node, lowering.context, 1)) {
      throw new UnsupportedError('its second output, the indices, is used', 'Use only the pooled values.');
    }
    return maximum(lowering, windowOf(lowering).window);
  },
  AveragePool: (lowering) => average(lowering, windowOf(lowering)),
  LpPool: (lowering) => norm(lowering, windowOf(lowering).window),
  GlobalMaxPool: (lowering) => maximum(lowering, globalWindowOf(lowering)),
  GlobalAveragePool: (lowering) => {
    const window = globalWindowOf(lowering);
    return sumPool(lowering, lowering.builder.input(0), window, 1 / product(window.kernel));
  },
  GlobalLpPool: (lowering) => norm(lowering, globalWindowOf(lowering)),
});

function windowOf({ node, context }: Lowering): PaddedWindow {
  const kernel = numbersAttribute(node, 'kernel_shape');
  if (!kernel) throw new UnsupportedError('it has no kernel_shape', 'Export the model again.');
  return slidingWindow(node, context, kernel);
}

function globalWindowOf({ node, context }: Lowering): WindowForm {
  return globalWindow(context.shape(node.inputs[0]!).slice(2));
}

/** A batch counts as channels: no window mixes either. */
function channelsOf({ shape }: Value): number {
  return shape[0]! * shape[1]!;
}

function outputShape({ node, context }: Lowering): number[] {
  return context.shape(node.outputs[0]!);
}

function maximum(lowering: Lowering, window: WindowForm): Value {
  if (windowTaps(window).some(({ taps }) => taps.length === 0)) throw emptyWindow();
  const x = lowering.builder.input(0);
  return lowering.builder.max(x, channelsOf(x), window, outputShape(lowering));
}

function sumPool(lowering: Lowering, value: Value, window: WindowForm, factor: number): Value {
  const shape = outputShape(lowering);
  return windowSum(lowering.builder, value, channelsOf(value), { window, factor, shape });
}

function average(lowering: Lowering, { window, padsEnd }: PaddedWindow): Value {
  const countsPadding = numberAttribute(lowering.node, 'count_include_pad', 0) !== 0;
  const windows = windowTaps(window);
  if (!countsPadding && windows.some(({ taps }) => taps.length === 0)) throw emptyWindow();
  const divisors = countsPadding ? paddedCounts(window, padsEnd) : windows.map(({ taps }) => taps.length);
  const x = lowering.builder.input(0);
  const [first] = divisors;
  if (divisors.every((count) => count === first)) return sumPool(lowering, x, window, 1 / first!);
  return weightedWindowSum(lowering.builder, x, channelsOf(x), {
    window,
    divisors,
    shape: outputShape(lowering),
  });
}

/** Elements and padding under each window; what ceil_mode adds behind the padding does not count. */
function paddedCounts(window: WindowForm, padsEnd: readonly number[]): number[] {
  return window.outputSpatial.reduce<number[]>(
    (counts, size, axis) => {
      const end = window.inputSpatial[axis]! + padsEnd[axis]!;
      const along = Array.from({ length: size }, (_, position) => {
        const start = position * window.strides[axis]! - window.padsBegin[axis]!;
        return Math.min(window.kernel[axis]!, Math.ceil((end - start) / window.dilations[axis]!));
      });
      return counts.flatMap((count) => along.map((other) => count * other));
    },
    [1],
  );
}

/** The p-th root of the sum of the p-th powers. */
function norm(lowering: Lowering, window: WindowForm): Value {
  const { builder, node } = lowering;
  const p = numberAttribute(node, 'p', 2);
  const x = builder.input(0);
  const powers = wholePower(builder, p % 2 === 0 ? x : absolute(builder, x), p);
  const sum = sumPool(lowering, powers, window, 1);
  if (p === 1) return sum;
  return p === 2 ? builder.root(sum) : builder.apply(sum, power(1 / p));
}

function emptyWindow(): UnsupportedError {
  return new UnsupportedError('one of its windows holds nothing but padding', 'Use less padding.');
}
