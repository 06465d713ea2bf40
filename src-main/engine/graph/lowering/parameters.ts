import type { FloatNode } from '../float-graph.ts';
import { type LoweringContext, numbersAttribute, requireConstant } from './operator-lowering.ts';

/**
 * A list that older operator sets give as an attribute and newer ones as an input, which must be constant.
 * Undefined where it is left out.
 */
export function listParameter(
  node: FloatNode,
  context: LoweringContext,
  name: string,
  index: number,
): number[] | undefined {
  if ((node.inputs[index] ?? '') === '') return numbersAttribute(node, name);
  return Array.from(requireConstant(node, index, name, context).values);
}

/** True where somebody reads output `index` of the operator. */
export function isRead(node: FloatNode, context: LoweringContext, index: number): boolean {
  const name = node.outputs[index] ?? '';
  return name !== '' && context.consumers(name) > 0;
}
