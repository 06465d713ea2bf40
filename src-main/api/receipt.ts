import { z } from 'zod';

const decimal = z.string().regex(/^-?\d+$/);
const hash = z.string().regex(/^0x[0-9a-f]{64}$/);
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);
const valueLayout = { count: z.int().positive(), bits: z.int().positive(), signed: z.boolean() };

/** How a model's inputs and outputs stand in the public signals. */
const statementSchema = z.object({
  inputs: z
    .array(z.object({ name: z.string(), mode: z.enum(['public', 'committed']), ...valueLayout }))
    .min(1),
  outputs: z.object(valueLayout),
});

/** Where and for whom a proof counts. Chain id 0 and router 0: it authorises nothing on any chain. */
const contextSchema = z.object({
  chainId: decimal,
  router: address,
  modelId: hash,
  requestId: hash,
  consumer: address,
  payee: address,
  /** Unix seconds; 0 for none. */
  deadline: decimal,
});

const scale = z.string().regex(/^\d+\/[1-9]\d*$/);
const port = z.object({ name: z.string(), shape: z.array(z.int()), scale });

/**
 * What a key says about itself. Its hash stands in the key as contracts store it, so that nothing in it can be changed
 * without changing the vkHash.
 */
export const transcriptSchema = z.object({
  format: z.literal('proofpress-transcript-1'),
  sourceHash: hash,
  modelHash: hash,
  circuitHash: hash,
  /** Hash of the gadgets that the circuit was linked from. */
  gadgetSet: z.string(),
  inputs: z.array(port),
  outputs: z.array(port),
  phase1: z.object({ blake2b: z.string(), provenance: z.enum(['public', 'local']) }),
  phase2: z.object({
    contributions: z.array(z.object({ by: z.string(), signed: z.boolean() })),
    zkeySha256: z.string(),
  }),
  grade: z.enum(['local', 'ceremony', 'universal']),
});

export type Transcript = z.infer<typeof transcriptSchema>;

/**
 * One proven inference, in a file that can be checked alone. Signals and integers are decimal strings, hashes and
 * addresses 0x-prefixed hex.
 */
export const receiptSchema = z.object({
  format: z.literal('proofpress-receipt-1'),
  model: z.object({
    /** What the publisher calls it; nothing depends on it. */
    name: z.string(),
    /** SHA-256 of the ONNX file. */
    sourceHash: hash,
    /** SHA-256 of the quantization record: modelHash of the registry. */
    modelHash: hash,
    /** SHA-256 of the .r1cs file. */
    circuitHash: hash,
    /** keccak256 of the key as contracts store it. */
    vkHash: hash,
    /** Where the model is registered and by whom; all zero for a model that is on no chain. */
    chainId: decimal,
    registry: address,
    owner: address,
  }),
  statement: statementSchema,
  context: contextSchema,
  /** The public signals of each input: its packed values, or its commitment. */
  inputs: z.array(z.object({ name: z.string(), signals: z.array(decimal).min(1) })),
  outputs: z.array(
    z.object({
      name: z.string(),
      shape: z.array(z.int()),
      integers: z.array(decimal),
      /** Real value of one unit, "numerator/denominator". */
      scale,
      reals: z.array(z.number()),
    }),
  ),
  publicSignals: z.array(decimal).min(2),
  proof: z.unknown(),
  verificationKey: z.unknown(),
  key: z.object({
    grade: z.enum(['local', 'ceremony', 'universal']),
    /** SHA-256 of the text of the transcript. */
    transcriptHash: hash,
    /** The text, JSON of the form of transcriptSchema. */
    transcript: z.string(),
    phase1: z.enum(['public', 'local']),
  }),
  versions: z.object({ proofpress: z.string(), gadgetSet: z.string() }),
});

export type Receipt = z.infer<typeof receiptSchema>;
export type ReceiptContext = z.infer<typeof contextSchema>;
