import { AppError } from '../../../api/errors.ts';
import type { IntegerNode } from '../integer-graph.ts';

/** A graph whose nodes do not keep to their definitions: no circuit is made of it. */
export function refuse({ name }: IntegerNode, what: string): AppError {
  return new AppError('circuit-invalid', `"${name}" ${what}.`, 'Quantize the model again.');
}
