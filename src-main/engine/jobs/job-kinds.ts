import { z } from 'zod';
import { contract, samplesReading } from '../../api/contract.ts';
import { receiptSchema } from '../../api/receipt.ts';
import { BUNDLE_KINDS } from './bundle-kinds.ts';
import { CEREMONY_KINDS, publishedFiles } from './ceremony-kinds.ts';
import { kind } from './declare-kind.ts';
import { INSPECT_KINDS } from './inspect-kinds.ts';
import { networkPorts, provableParameters } from './provable-parameters.ts';
import { SERVE_KINDS } from './serve-kinds.ts';

const path = z.string().min(1);
const { statement } = receiptSchema.shape;
const proveInput = contract.proveInference.input.shape;

const limits = z.object({ seconds: z.number().optional(), bytes: z.number().optional() });

export const circuitParameters = z.object({
  artifactFolder: path,
  recordPath: path,
  recordHash: z.string(),
  gadgetFolder: path,
  modes: z.record(z.string(), z.enum(['public', 'committed'])),
  limits,
});

export const powersOfTauParameters = z.object({ artifactFolder: path, power: z.int() });

export const setupParameters = z.object({
  artifactFolder: path,
  circuitId: z.string(),
  r1csPath: path,
  ptauPath: path,
  published: publishedFiles,
  recordPath: path,
  layout: statement,
  recordHash: z.string(),
  circuitHash: z.string(),
  gadgetSet: z.string(),
});

export const proveParameters = provableParameters.extend({
  context: proveInput.context,
  ports: networkPorts,
  samples: path,
  /** How the model's samples were read; the defaults where absent. */
  reading: samplesReading.optional(),
  index: z.int().nonnegative(),
  saltsPath: z.string().optional(),
  receiptPath: z.string().optional(),
  receiptFolder: path,
});

/** The heavy work of the engine, each in a file of `kinds/`. */
export const JOB_KINDS = {
  circuit: kind(circuitParameters, async () => (await import('./kinds/circuit.ts')).makeCircuit),
  'powers-of-tau': kind(
    powersOfTauParameters,
    async () => (await import('./kinds/powers-of-tau.ts')).makePowersOfTau,
  ),
  setup: kind(setupParameters, async () => (await import('./kinds/setup.ts')).makeKeys),
  prove: kind(proveParameters, async () => (await import('./kinds/prove.ts')).proveSample),
  ...BUNDLE_KINDS,
  ...CEREMONY_KINDS,
  ...SERVE_KINDS,
  ...INSPECT_KINDS,
} as const;
