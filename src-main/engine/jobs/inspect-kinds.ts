import { z } from 'zod';
import { kind } from './declare-kind.ts';

const path = z.string().min(1);

export const inspectParameters = z.union([
  z.object({
    path,
    dimensions: z.record(z.string(), z.int().positive()),
    outputs: z.enum(['all', 'logits']),
  }),
  /** Of an import. */
  z.object({ folder: path }),
]);

export const countCircuitParameters = z.object({
  recordPath: path,
  modes: z.record(z.string(), z.enum(['public', 'committed'])),
});

/** Looks at networks and samples, which change nothing: a worker of their own runs them beside the jobs. */
export const INSPECT_KINDS = {
  inspect: kind(inspectParameters, async () => (await import('./kinds/inspect.ts')).inspectNetwork),
  'count-circuit': kind(
    countCircuitParameters,
    async () => (await import('./kinds/count-circuit.ts')).countCircuit,
  ),
} as const;
