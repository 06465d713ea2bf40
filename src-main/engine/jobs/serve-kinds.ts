import { inferenceOrderSchema } from '../pipeline/7-serve/inference-order.ts';
import { kind } from './declare-kind.ts';
import { provableParameters } from './provable-parameters.ts';

export const inferenceParameters = provableParameters.extend({ order: inferenceOrderSchema });

/** What a server has its workers do. */
export const SERVE_KINDS = {
  inference: kind(inferenceParameters, async () => (await import('./kinds/inference.ts')).proveOrder),
} as const;
