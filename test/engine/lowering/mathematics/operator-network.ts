import { describe, test } from 'vitest';
import { checkTwin, type InputRange, type TwinCheck } from '../../../support/check-twin.ts';
import {
  type AttributeInput,
  type ModelInit,
  node,
  type TensorInit,
  tensor,
  type TypeName,
  value,
  type ValueInit,
} from '../../../support/onnx-builder.ts';

/** A graph input, a constant, or null for an input that is left out. */
export type Operand = { input: ValueInit; range?: InputRange } | { constant: TensorInit } | null;

let count = 0;

export function input(shape: readonly number[], range?: InputRange, type: TypeName = 'float'): Operand {
  return { input: value(`in${count++}`, shape, type), range };
}

export function constant(
  shape: readonly number[],
  values: ArrayLike<number>,
  type: TypeName = 'float',
): Operand {
  return { constant: tensor(`constant${count++}`, shape, values, type) };
}

/** Numbers between -1 and 1, none of them 0 and no two of them the same. */
export function mixed(size: number): number[] {
  return Array.from({ length: size }, (_, index) => Math.fround(Math.sin(1 + 2.3 * index)));
}

interface Options {
  attributes?: Record<string, AttributeInput>;
  opset?: number;
  outputs?: TypeName[];
}

export type Case = [name: string, operator: string, operands: Operand[], options?: Options];

/** A network of one operator, and the ranges of its inputs. */
export function operatorNetwork(
  operator: string,
  operands: readonly Operand[],
  { attributes = {}, opset = 17, outputs = ['float'] }: Options = {},
): { init: ModelInit; check: TwinCheck } {
  const inputs = operands.filter((operand) => operand !== null && 'input' in operand);
  const names = operands.map((operand) =>
    operand === null ? '' : 'input' in operand ? operand.input.name! : operand.constant.name!,
  );
  const outputNames = outputs.map((_, index) => `out${index}`);
  return {
    init: {
      inputs: inputs.map((operand) => operand.input),
      // Shapes are inferred: only the element type is said.
      outputs: outputs.map((type, index) => ofType(outputNames[index]!, type)),
      nodes: [node(operator, names, outputNames, attributes, { name: 'the operator' })],
      constants: operands.flatMap((operand) =>
        operand !== null && 'constant' in operand ? [operand.constant] : [],
      ),
      opset,
    },
    check: {
      ranges: Object.fromEntries(
        inputs.flatMap((operand) => (operand.range ? [[operand.input.name!, operand.range]] : [])),
      ),
    },
  };
}

function ofType(name: string, type: TypeName): ValueInit {
  const { type: described } = value(name, [], type) as { type: { value: { value: { elemType: number } } } };
  return {
    name,
    type: { value: { case: 'tensorType', value: { elemType: described.value.value.elemType } } },
  };
}

/** One test a case: the operator alone, its float twin against onnxruntime. */
export function describeCases(title: string, cases: readonly Case[]): void {
  describe(title, () => {
    test.each(
      cases.map(
        ([name, operator, operands, options]) =>
          [`${operator} ${name}`.trim(), operator, operands, options] as const,
      ),
    )('%s', async (_, operator, operands, options) => {
      const { init, check } = operatorNetwork(operator, operands, options);
      await checkTwin(init, check);
    });
  });
}
