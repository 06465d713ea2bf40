import { z } from 'zod';
import { signedContribution } from './contribution-statement.ts';
import { gradeOf, type KeyGrade } from './key-grade.ts';

/** Of more digits than any number in a receipt has: arithmetic with a million of them would take its time. */
const decimal = z.string().regex(/^-?\d{1,100}$/);
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

const scale = z.string().regex(/^\d{1,1000}\/[1-9]\d{0,999}$/);
const port = z.object({ name: z.string(), shape: z.array(z.int()), scale });

const described = {
  sourceHash: hash,
  modelHash: hash,
  circuitHash: hash,
  /** Hash of the gadgets that the circuit was linked from. */
  gadgetSet: z.string(),
  inputs: z.array(port),
  outputs: z.array(port),
  phase1: z.object({ blake2b: z.string(), provenance: z.enum(['public', 'local']) }),
  grade: z.enum(['local', 'ceremony', 'universal']),
};

/** Of a key that `setup` made alone. */
const localTranscript = z.object({
  format: z.literal('proofpress-transcript-1'),
  ...described,
  phase2: z.object({
    contributions: z.array(z.object({ by: z.string(), signed: z.boolean() })),
    zkeySha256: z.string(),
  }),
});

const beacon = z.object({
  /** blake2b-512 of its contribution. */
  hash: z.string().regex(/^[0-9a-f]{128}$/),
  /** The value that it was made from, hex. */
  value: z.string().regex(/^([0-9a-f]{2})+$/),
  iterationsExponent: z.int(),
});

/** Of a key from a ceremony. */
const ceremonyTranscript = z.object({
  format: z.literal('proofpress-transcript-2'),
  ...described,
  phase2: z.object({
    /** blake2b-512 of circuit and phase 1 as in the key's list of contributions. */
    circuitHash: z.string().regex(/^[0-9a-f]{128}$/),
    contributions: z.array(signedContribution),
    beacon: beacon.nullable(),
    /** Addresses whose signatures count as the publisher's own. */
    publisher: z.array(address),
    zkeySha256: z.string(),
  }),
});

/**
 * What a key says about itself. Its hash stands in the key as contracts store it, so that nothing in it can be changed
 * without changing the vkHash.
 */
export const transcriptSchema = z.discriminatedUnion('format', [localTranscript, ceremonyTranscript]);

export type LocalTranscript = z.infer<typeof localTranscript>;
export type CeremonyTranscript = z.infer<typeof ceremonyTranscript>;
export type Transcript = z.infer<typeof transcriptSchema>;

/**
 * The grade that follows from what a transcript says, its signatures taken as right.
 * @param publisher addresses that are the publisher's beside those that the transcript names: owner and deployer
 */
export function gradeOfTranscript(transcript: Transcript, publisher: readonly string[]): KeyGrade {
  const phase1 = transcript.phase1.provenance;
  if (transcript.format === 'proofpress-transcript-1') {
    const contributions = transcript.phase2.contributions.map(() => ({
      kind: 'secret' as const,
      signer: null,
    }));
    return gradeOf({ phase1, contributions, publisher });
  }
  const { phase2 } = transcript;
  return gradeOf({
    phase1,
    contributions: [
      ...phase2.contributions.map(({ signer }) => ({ kind: 'secret' as const, signer })),
      ...(phase2.beacon ? [{ kind: 'beacon' as const, signer: null }] : []),
    ],
    publisher: [...phase2.publisher, ...publisher],
  });
}

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
