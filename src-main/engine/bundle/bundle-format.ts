import { z } from 'zod';
import { samplesReading } from '../../api/contract.ts';
import { receiptSchema } from '../../api/receipt.ts';

export const BUNDLE_FORMAT = 'proofpress-bundle-1';

/** The file by which a bundle is known; it names every other one with its hash. */
export const BUNDLE_MANIFEST = 'bundle.json';

/** The files of a bundle; those of an open model alone are marked. */
export const BUNDLE_FILES = {
  card: 'card.json',
  cardText: 'card.md',
  verifyingKey: 'verifying-key.bin',
  verificationKey: 'verification-key.json',
  transcript: 'transcript.json',
  addresses: 'addresses.json',
  goldenReceipt: 'golden/receipt.json',
  goldenInput: 'golden/input.json',
  goldenSalts: 'golden/salts.json',
  /** Open models. */
  record: 'record.json',
  choices: 'quantization.json',
  network: 'model.onnx',
} as const;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);
const hash = z.string().regex(/^0x[0-9a-f]{64}$/);
/** Of a file in a bundle. */
export const bundlePath = z.string().regex(/^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*$/i);
const url = z.string().max(2048).nullable();

export const publicationSchema = z.object({
  chainId: z.string().regex(/^\d+$/),
  verifier: address,
  router: address,
  registry: address,
  owner: address,
  modelId: hash,
});

export const bundleManifestSchema = z.object({
  format: z.literal(BUNDLE_FORMAT),
  /** Version of the program that wrote it. */
  program: z.string(),
  kind: z.enum(['open', 'closed']),
  model: z.object({
    name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/i),
    sourceHash: hash,
    modelHash: hash,
    circuitHash: hash,
    vkHash: hash,
    transcriptHash: hash,
    gadgetSet: z.string(),
  }),
  /** How inputs and outputs stand in the public signals. */
  statement: receiptSchema.shape.statement,
  /** How the network was read from its file; null for a closed model. */
  source: z
    .object({
      dimensions: z.record(z.string(), z.int().positive()),
      outputs: z.enum(['all', 'logits']),
    })
    .nullable(),
  provingKey: z.object({ sha256, bytes: z.int().positive(), url }),
  powersOfTau: z.object({
    blake2b: z.string().regex(/^[0-9a-f]{128}$/),
    provenance: z.enum(['public', 'local']),
    /** Null where the file is not in the publisher's workspace. */
    bytes: z.int().positive().nullable(),
    url,
  }),
  publications: z.array(publicationSchema),
  /** Every other file of the bundle. */
  files: z
    .record(bundlePath, z.object({ sha256, bytes: z.int().nonnegative() }))
    .refine((files) => !Object.hasOwn(files, BUNDLE_MANIFEST)),
});

export type BundleManifest = z.infer<typeof bundleManifestSchema>;

const ratio = z.number().min(0).max(1).nullable();
const valueForm = {
  name: z.string(),
  shape: z.array(z.int()),
  bits: z.int(),
  signed: z.boolean(),
  /** Real value of one unit, "numerator/denominator". */
  scale: z.string(),
};

/** What a stranger needs to know to use the model. */
export const modelCardSchema = z.object({
  format: z.literal('proofpress-card-1'),
  name: z.string(),
  description: z.string().nullable(),
  inputs: z.array(
    z.object({
      ...valueForm,
      elementType: z.enum(['float', 'integer', 'boolean']),
      mode: z.enum(['public', 'committed']),
      /** The least and the largest real value that is not cut off. */
      low: z.number(),
      high: z.number(),
    }),
  ),
  /** What the publisher's samples were, and how pixels and columns became values. */
  preprocessing: z.object({ samples: z.string(), reading: samplesReading.nullable() }),
  outputs: z.array(z.object(valueForm)),
  /** Names of the classes, by the position of the largest value of the first output. */
  labels: z.array(z.string()).nullable(),
  accuracy: z.object({
    samples: z.int(),
    topOneAgreement: ratio,
    floatAccuracy: ratio,
    integerAccuracy: ratio,
    largestError: z.number(),
    meanError: z.number(),
  }),
  size: z.object({ parameters: z.int(), constraints: z.int() }),
  key: z.object({ grade: z.enum(['local', 'ceremony', 'universal']), inWords: z.string() }),
});

export type ModelCard = z.infer<typeof modelCardSchema>;
