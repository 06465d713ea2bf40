import { z } from 'zod';
import { samplesReading, samplesSource } from './samples.ts';

const name = z.string().min(1).describe('name of the model in the workspace');

/** A step of the pipeline as `prepareModel` met it. */
const preparedStep = z.object({
  step: z.enum(['import', 'quantize', 'compile', 'setup']),
  /** It was done before, and nothing of it had changed. */
  reused: z.boolean(),
  seconds: z.number(),
});

/** What was taken from the model that a call named with `like`; absent where the call named another. */
export const takenQuantization = z.object({
  name: z.string(),
  samples: samplesSource.optional(),
  evaluate: samplesSource.optional(),
  reading: samplesReading.optional(),
  /** Widths and targets, by their names in the call. */
  settings: z.record(z.string(), z.union([z.number(), z.string()])),
  /** What lies now where its samples came from is not what it was quantized with. */
  samplesChanged: z.boolean(),
});

export const prepareCalls = {
  /**
   * From an ONNX file to keys: every step that is not done yet. What a step was given by itself stays, so that settings
   * that have no place here are made with the step's own call before.
   */
  prepareModel: {
    input: z.object({
      path: z.string().min(1),
      /** The file's own name where absent. */
      name: name.optional(),
      /** A model of the workspace: what is not named here is taken from it, down to its samples. */
      like: name.optional(),
      samples: samplesSource.optional(),
      evaluate: samplesSource.optional(),
      /** A .ptau file; the workspace's own is made where absent. */
      ptau: z.string().optional(),
    }),
    result: z.object({
      name: z.string(),
      steps: z.array(preparedStep),
      like: takenQuantization.nullable(),
      constraints: z.int(),
      floatAccuracy: z.number().nullable(),
      integerAccuracy: z.number().nullable(),
      topOneAgreement: z.number().nullable(),
      vkHash: z.string(),
      grade: z.enum(['local', 'ceremony', 'universal']),
      seconds: z.number(),
    }),
  },
} as const;
