import { z } from 'zod';
import { samplesReading, samplesSource } from '../../api/samples.ts';
import { kind } from './declare-kind.ts';
import { networkPorts } from './provable-parameters.ts';

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

export const compareAnswersParameters = z.object({
  simplifiedPath: path,
  recordPath: path,
  ports: networkPorts,
  samples: samplesSource,
  /** The defaults where absent. */
  reading: samplesReading.optional(),
  first: z.int().nonnegative(),
  count: z.int().positive(),
});

/** Looks at networks and samples, which change nothing: a worker of their own runs them beside the jobs. */
export const INSPECT_KINDS = {
  inspect: kind(inspectParameters, async () => (await import('./kinds/inspect.ts')).inspectNetwork),
  'count-circuit': kind(
    countCircuitParameters,
    async () => (await import('./kinds/count-circuit.ts')).countCircuit,
  ),
  'compare-answers': kind(
    compareAnswersParameters,
    async () => (await import('./kinds/compare-answers.ts')).compareAnswers,
  ),
} as const;
