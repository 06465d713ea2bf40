import { expect } from 'vitest';
import { AppError } from '../../../../src-main/api/errors.ts';
import { lowerModel } from '../../../support/lower-model.ts';
import {
  type AttributeInput,
  type ModelInit,
  node,
  tensor,
  type TensorInit,
  type TypeName,
  value,
} from '../../../support/onnx-builder.ts';

export function longs(name: string, values: number[], dims: number[] = [values.length]): TensorInit {
  return tensor(name, dims, values, 'int64');
}

/** An input: its shape, or its shape and element type. */
type InputSpec = readonly number[] | readonly [readonly number[], TypeName];

export interface OperatorOptions {
  attributes?: Record<string, AttributeInput>;
  outputs?: string[];
  /** Those of the outputs that the graph has too. */
  used?: string[];
  /** Names of the operator's inputs; those of the graph, then the constants, unless given. */
  order?: string[];
  opset?: number;
  /** Element types of outputs that are not floats. */
  types?: Record<string, TypeName>;
  domain?: string;
  domainVersion?: number;
}

/** A network of one operator. */
export function operatorModel(
  operator: string,
  inputs: Record<string, InputSpec>,
  constants: TensorInit[] = [],
  {
    attributes = {},
    outputs = ['o'],
    used = outputs,
    order,
    opset = 19,
    types = {},
    domain = '',
    domainVersion = 3,
  }: OperatorOptions = {},
): ModelInit {
  const names = order ?? [...Object.keys(inputs), ...constants.map(({ name }) => name!)];
  return {
    opset,
    ...(domain === '' ? {} : { domains: { [domain]: domainVersion } }),
    inputs: Object.entries(inputs).map(([name, spec]) => {
      const [shape, type] = Array.isArray(spec[0])
        ? (spec as [number[], TypeName])
        : [spec as number[], 'float' as const];
      return value(name, shape, type);
    }),
    outputs: used.map((name) => (types[name] ? value(name, [], types[name]) : name)),
    constants,
    nodes: [node(operator, names, outputs, attributes, { domain })],
  };
}

/** Requires that the network is refused with a remedy. */
export async function expectRefusal(init: ModelInit, reason: RegExp, remedy = /\w/): Promise<void> {
  const error = await lowerModel(init).then(
    () => expect.fail('the network was not refused'),
    (refusal: unknown) => refusal,
  );
  expect(error).toBeInstanceOf(AppError);
  expect((error as AppError).message).toMatch(reason);
  expect((error as AppError).remedy).toMatch(remedy);
}
