import { z } from 'zod';
import { serializedErrorSchema } from './serialized-error.ts';

/** Calls about the workspace as a whole and the machine that it is on. */

const output = z.object({ name: z.string(), integers: z.array(z.string()), reals: z.array(z.number()) });

export const workspaceCalls = {
  /** Heavy work of this workspace, the latest first, whichever door began it. */
  listJobs: {
    input: z.object({ latest: z.int().positive().max(1000).default(50) }),
    result: z.object({
      jobs: z.array(
        z.object({
          id: z.int(),
          kind: z.string(),
          model: z.string().nullable(),
          state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted']),
          fraction: z.number().nullable(),
          message: z.string().nullable(),
          error: serializedErrorSchema.nullable(),
          /** Unix milliseconds. */
          queuedAt: z.number(),
          startedAt: z.number().nullable(),
          finishedAt: z.number().nullable(),
        }),
      ),
    }),
  },

  /** What lies in the workspace and how much room it takes. */
  diskUse: {
    input: z.object({}),
    result: z.object({
      root: z.string(),
      totalBytes: z.number(),
      freeBytes: z.number(),
      models: z.array(
        z.object({
          name: z.string(),
          bytes: z.number(),
          parts: z.array(
            z.object({
              /** import, quantize, circuit, setup, receipts */
              kind: z.string(),
              bytes: z.number(),
              /** Of a key that others rely on, which is never deleted by `cleanUp`. */
              isIrreplaceable: z.boolean(),
            }),
          ),
        }),
      ),
      /**
       * What several models use, or none. To be cleaned: `earlier` (results of earlier settings, keys that nobody relies on
       * among them), `gadgets`, `uploads` (with downloads; samples that a model remembers stay), `unused-powers-of-tau`,
       * `published-powers-of-tau` (can be fetched again). Not: `common` (steps that several models share),
       * `powers-of-tau` (a key was made from them, and its export holds them), `unclaimed-keys`, `receipts` (of models that
       * are no more), `other` (database, encrypted keys, the local chain).
       */
      shared: z.array(z.object({ kind: z.string(), bytes: z.number(), canBeCleaned: z.boolean() })),
    }),
  },

  /**
   * Deletes what no model uses any more and what can be made again: results of earlier settings, uploads, gadgets. Refused
   * while a job runs in the workspace; what is younger than a minute stays.
   */
  cleanUp: {
    input: z.object({
      kinds: z.array(z.string()).min(1).describe('kinds of `diskUse().shared` that can be cleaned'),
    }),
    result: z.object({ freedBytes: z.number() }),
  },

  /** How this machine makes keys and proofs, and what would make it faster. */
  describeMachine: {
    input: z.object({}),
    result: z.object({
      /** The build of the native prover in use; null where snarkjs does its work. */
      backend: z.string().nullable(),
      threads: z.int(),
      compiler: z.string().nullable(),
      passedOver: z.array(z.object({ backend: z.string(), reason: z.string() })),
      remedy: z.string().nullable(),
      cuda: z.object({
        device: z
          .object({
            /** As CUDA counts the devices. */
            index: z.int(),
            name: z.string(),
            totalBytes: z.number(),
            compute: z.string(),
            driver: z.string(),
          })
          .nullable(),
        reason: z.string().nullable(),
      }),
      node: z.string(),
      version: z.string(),
      platform: z.string(),
      arch: z.string(),
      processor: z.string(),
      memoryBytes: z.number(),
      freeDiskBytes: z.number(),
      workspace: z.string(),
    }),
  },

  /** Models that come with the app, to try it out. */
  listExamples: {
    input: z.object({}),
    result: z.object({
      examples: z.array(
        z.object({
          name: z.string(),
          title: z.string(),
          description: z.string(),
          path: z.string(),
          /** Samples to calibrate with, and labelled ones to measure the accuracy on. */
          samples: z.string(),
          evaluate: z.string().nullable(),
          labels: z.array(z.string()),
        }),
      ),
    }),
  },

  /** Receipts in the workspace, the latest first. */
  listReceipts: {
    input: z.object({ name: z.string().optional(), latest: z.int().positive().max(1000).default(50) }),
    result: z.object({
      receipts: z.array(
        z.object({
          path: z.string(),
          model: z.string(),
          modelId: z.string(),
          chainId: z.string(),
          outputs: z.array(output),
          /** The right class; a receipt does not say it. */
          label: z.int().nullable(),
          /** Name of the class of the largest value, where the model's classes have names. */
          className: z.string().nullable(),
          /** Unix milliseconds. */
          createdAt: z.number(),
          bytes: z.int(),
        }),
      ),
    }),
  },
} as const;
