import type { LoweredNode, LoweredSum } from '../lowered-graph.ts';
import type { LoweringContext } from './operator-lowering.ts';
import { POSITIVE_FUNCTIONS } from './special-functions.ts';

type Sign = 'positive' | 'nonNegative' | 'unknown';

/** How far back the way to a tensor is followed. */
const DEPTH = 12;

/** What the way in which a tensor is computed says of its sign on every input. */
export function signOf(tensor: string, context: LoweringContext, depth = DEPTH): Sign {
  const producer = context.producer(tensor);
  if (!producer || depth === 0) return 'unknown';
  const of = (name: string) => signOf(name, context, depth - 1);
  switch (producer.kind) {
    case 'rescale':
      return producer.activation === 'relu' ? 'nonNegative' : of(producer.input);
    case 'root':
    case 'max':
      return of(producer.input) === 'positive'
        ? 'positive'
        : producer.kind === 'root'
          ? 'nonNegative'
          : of(producer.input);
    case 'compare':
    case 'oneHot':
      return 'nonNegative';
    case 'floor':
      return of(producer.input) === 'unknown' ? 'unknown' : 'nonNegative';
    case 'function':
      return POSITIVE_FUNCTIONS.has(producer.evaluate) ? 'positive' : 'unknown';
    case 'product':
    case 'divide':
      return ofProduct(producer.inputs, of);
    case 'matmul':
      return producer.inputs[0] === producer.inputs[1] && producer.rows === 1 && producer.columns === 1
        ? 'nonNegative'
        : ofProduct(producer.inputs, of);
    case 'linear':
      return producer.weights.every((weight) => weight > 0)
        ? shifted(of(producer.input), producer.bias)
        : 'unknown';
    case 'sum':
      return ofSum(producer, of, context);
    case 'constant':
      return shifted('nonNegative', producer.values);
    case 'view':
      return weakest(producer.inputs.map(of));
    default:
      return 'unknown';
  }
}

function ofProduct([a, b]: readonly [string, string], of: (name: string) => Sign): Sign {
  return a === b && of(a) !== 'positive' ? 'nonNegative' : weakest([of(a), of(b)]);
}

function ofSum(
  { inputs, coefficients, bias }: LoweredSum,
  of: (name: string) => Sign,
  context: LoweringContext,
): Sign {
  if (isAbsolute(inputs, coefficients, context)) return shifted('nonNegative', bias);
  if (coefficients.some((coefficient) => coefficient <= 0)) return 'unknown';
  const signs = inputs.map(of);
  if (signs.includes('unknown')) return 'unknown';
  return shifted(signs.includes('positive') ? 'positive' : 'nonNegative', bias);
}

/** 2 relu(x) - x. */
function isAbsolute(
  inputs: readonly string[],
  coefficients: readonly number[],
  context: LoweringContext,
): boolean {
  const relu: LoweredNode | undefined = context.producer(inputs[0]!);
  const isRelu = relu?.kind === 'rescale' && relu.activation === 'relu' && relu.input === inputs[1];
  return isRelu && inputs.length === 2 && coefficients[0] === 2 && coefficients[1] === -1;
}

function shifted(sign: Sign, bias: Float64Array): Sign {
  if (sign === 'unknown' || bias.some((value) => value < 0)) return 'unknown';
  return bias.every((value) => value > 0) ? 'positive' : sign;
}

function weakest(signs: readonly Sign[]): Sign {
  if (signs.includes('unknown')) return 'unknown';
  return signs.includes('nonNegative') ? 'nonNegative' : 'positive';
}
