import { z } from 'zod';
import { auditCheck } from './audit.ts';

/** Calls that move models between machines, show them to others, and check what others show. */

const name = z.string().min(1).describe('name of the model in the workspace');

export const bundleCalls = {
  exportModel: {
    input: z.object({
      name,
      /** Where the file goes; nothing may lie there. */
      output: z.string().min(1),
    }),
    result: z.object({
      name: z.string(),
      path: z.string(),
      /** Of the whole file. */
      sha256: z.string(),
      bytes: z.int(),
      /** The steps whose results are in it. */
      steps: z.array(z.string()),
      hasKey: z.boolean(),
      powersOfTau: z
        .object({ blake2b: z.string(), provenance: z.enum(['public', 'local']), included: z.boolean() })
        .nullable(),
      publications: z.int(),
      seconds: z.number(),
    }),
  },
  restoreModel: {
    input: z.object({
      path: z.string().min(1),
      /** Its own name where absent. */
      name: name.optional(),
    }),
    result: z.object({
      name: z.string(),
      path: z.string(),
      steps: z.array(z.string()),
      hasKey: z.boolean(),
      publications: z.int(),
      seconds: z.number(),
    }),
  },
  bundleModel: {
    input: z.object({
      name,
      /** A new folder, or a new file that ends in .tar. */
      output: z.string().min(1),
      /** Without the network and its record: then nobody but the publisher can tell what the key computes. */
      closed: z.boolean().default(false),
      /** A text about the model for its card; the one that `annotateModel` kept where absent. */
      description: z.string().max(10_000).optional(),
      /** File with the names of the classes; those that `annotateModel` kept where absent. */
      labels: z.string().optional(),
      /** Where the proving key and the powers of tau can be fetched. */
      zkeyUrl: z.url().max(2048).optional(),
      ptauUrl: z.url().max(2048).optional(),
      /** The input that the bundle's proof is about, which everybody then sees; a random one where absent. */
      golden: z.object({ path: z.string().min(1), index: z.int().nonnegative().default(0) }).optional(),
    }),
    result: z.object({
      name: z.string(),
      path: z.string(),
      kind: z.enum(['open', 'closed']),
      /** Of bundle.json, which stands for the whole bundle. */
      sha256: z.string(),
      files: z.int(),
      publications: z.int(),
      provingKey: z.object({ sha256: z.string(), bytes: z.int(), url: z.string().nullable() }),
      powersOfTau: z.object({
        blake2b: z.string(),
        provenance: z.enum(['public', 'local']),
        bytes: z.int().nullable(),
        url: z.string().nullable(),
      }),
      seconds: z.number(),
    }),
  },
  auditBundle: {
    input: z.object({
      /** A folder, or the one file of a bundle. */
      path: z.string().min(1),
      /** Node of the chain to look at. */
      rpc: z.string().optional(),
      /** Node of Ethereum, for the block that a ceremony's beacon was made from; `rpc` where that is one. */
      beaconRpc: z.string().optional(),
      /** Look at the embedded local chain, where no node is named. */
      localChain: z.boolean().default(false),
      /** The proving key and the powers of tau: without both the key is not checked, and no grade is given. */
      key: z.string().optional(),
      ptau: z.string().optional(),
      /** Addresses of which at least one has to have contributed to the key. */
      trust: z.array(z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'is no address')).default([]),
      /** Inputs of the auditor, on which the answers are compared too. */
      samples: z.string().optional(),
      /** For onnxruntime; as many as it finds best where absent. */
      threads: z.int().positive().max(1024).optional(),
      /** Of the random inputs; another one in every audit where absent. */
      seed: z.int().nonnegative().optional(),
    }),
    result: z.object({
      path: z.string(),
      kind: z.enum(['open', 'closed']),
      model: z.object({
        name: z.string(),
        modelHash: z.string(),
        circuitHash: z.string(),
        vkHash: z.string(),
      }),
      /** Nothing that was looked at is wrong. What was not looked at is among the checks. */
      passed: z.boolean(),
      checks: z.array(auditCheck),
      /** Null where the key was not checked: a claim is no grade. */
      grade: z
        .object({
          grade: z.enum(['local', 'ceremony']),
          signers: z.array(z.string()),
          independent: z.array(z.string()),
          text: z.string(),
          condition: z.string().nullable(),
        })
        .nullable(),
      proven: z.array(z.string()),
      trusted: z.array(z.string()),
      seconds: z.number(),
    }),
  },
} as const;
