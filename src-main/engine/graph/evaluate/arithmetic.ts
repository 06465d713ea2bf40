import { matmulInDoubles } from '../doubles/matmul.ts';
import type {
  IntegerDivide,
  IntegerMatmul,
  IntegerProduct,
  IntegerRoot,
  IntegerSum,
} from '../integer-graph.ts';
import { floorDivideExactly, floorRootExactly } from './exact.ts';
import {
  doublesStep,
  exactStep,
  fitDoubles,
  largestOf,
  type Magnitudes,
  type Step,
  withoutMinusZero,
} from './values.ts';

export function sumStep(node: IntegerSum, { inputs, output }: Magnitudes): Step {
  const { coefficients, bias } = node;
  const bound = coefficients.reduce(
    (sum, coefficient, index) => sum + Math.abs(coefficient) * inputs[index]!,
    largestOf(bias),
  );
  if (fitDoubles(...inputs, output, bound)) {
    const integers = withoutMinusZero(bias);
    return doublesStep((...operands) => sumInDoubles(operands, coefficients, integers));
  }
  const exactCoefficients = coefficients.map(BigInt);
  const exactBias = Array.from(bias, BigInt);
  return exactStep(output, (...operands) =>
    operands[0]!.map((_, element) =>
      operands.reduce(
        (sum, operand, index) => sum + exactCoefficients[index]! * operand[element]!,
        exactBias[element % exactBias.length]!,
      ),
    ),
  );
}

function sumInDoubles(
  operands: readonly Float64Array[],
  coefficients: readonly number[],
  bias: Float64Array,
): Float64Array {
  const { length } = operands[0]!;
  const result = new Float64Array(length);
  for (let start = 0; start < length; start += bias.length) result.set(bias, start);
  operands.forEach((operand, index) => {
    const coefficient = coefficients[index]!;
    for (let element = 0; element < length; element++) result[element]! += coefficient * operand[element]!;
  });
  return result;
}

export function productStep(_node: IntegerProduct, { inputs, output }: Magnitudes): Step {
  const [a, b] = inputs as [number, number];
  return fitDoubles(a, b, output, a * b)
    ? doublesStep((x, y) => productInDoubles(x!, y!))
    : exactStep(output, (x, y) => x!.map((value, element) => value * y![element]!));
}

/** 0 is added because -0 is no integer. */
function productInDoubles(x: Float64Array, y: Float64Array): Float64Array {
  const result = new Float64Array(x.length);
  for (let element = 0; element < x.length; element++) result[element] = x[element]! * y[element]! + 0;
  return result;
}

export function matmulStep(node: IntegerMatmul, { inputs, output }: Magnitudes): Step {
  const { batch, rows, inner, columns } = node;
  const [a, b] = inputs as [number, number];
  if (fitDoubles(a, b, output, a * b * inner)) return doublesStep((x, y) => matmulInDoubles(node, x!, y!));
  return exactStep(output, (x, y) =>
    Array.from({ length: batch * rows * columns }, (_, index) => {
      const column = index % columns;
      const row = Math.floor(index / columns);
      const base = Math.floor(row / rows) * inner;
      let sum = 0n;
      for (let k = 0; k < inner; k++) sum += x![row * inner + k]! * y![(base + k) * columns + column]!;
      return sum;
    }),
  );
}

export function divideStep(_node: IntegerDivide, { inputs, output }: Magnitudes): Step {
  return fitDoubles(...inputs)
    ? doublesStep((x, y) => x!.map((value, element) => floorDivide(value, y![element]!)))
    : exactStep(output, (x, y) => x!.map((value, element) => floorDivideExactly(value, y![element]!)));
}

/** The remainder is exact in doubles, the quotient of what is left too; a / b itself may be rounded up to an integer. */
function floorDivide(a: number, b: number): number {
  const remainder = a % b;
  return (a - remainder) / b - (remainder < 0 ? 1 : 0) + 0;
}

export function rootStep(_node: IntegerRoot, { inputs, output }: Magnitudes): Step {
  return fitDoubles(...inputs)
    ? doublesStep((x) => x!.map(floorRoot))
    : exactStep(output, (x) => x!.map(floorRootExactly));
}

/** Above 2^52 the root of n^2 - 1 is rounded to n. */
function floorRoot(value: number): number {
  const root = Math.floor(Math.sqrt(value));
  return root * root > value ? root - 1 : root;
}
