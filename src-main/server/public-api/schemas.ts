import { z } from 'zod';
import { receiptSchema } from '../../api/receipt.ts';
import { modelCardSchema } from '../../engine/bundle/bundle-format.ts';
import {
  INFERENCE_STATES,
  type InferenceStatus,
} from '../../engine/pipeline/7-serve/queue/inference-queue.ts';

const named = <Schema extends z.ZodType>(id: string, schema: Schema): Schema => {
  z.globalRegistry.add(schema, { id });
  return schema;
};
const milliseconds = z.number().describe('Unix time in milliseconds');
const seconds = z.number().nonnegative();
const hash = z.string().regex(/^0x[0-9a-f]{64}$/);
/** A decimal string, or a number where it is exact. */
const whole = z
  .union([z.string().regex(/^\d{1,20}$/), z.int().nonnegative()])
  .transform((value) => String(value));

const problemSchema = named(
  'Problem',
  z.object({
    type: z.string().describe('urn:proofpress:error:CODE'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('what happened'),
    code: z.string().describe('stable, for programs'),
    remedy: z.string().describe('what can be done about it'),
    instance: z.string().optional(),
  }),
);

/** Answers of every route that are none of success. */
export const problems = {
  '4xx': {
    description: 'It was refused; the code says why, the remedy what to do',
    content: { 'application/problem+json': { schema: problemSchema } },
  },
  '5xx': {
    description: 'The server cannot do it',
    content: { 'application/problem+json': { schema: problemSchema } },
  },
};

/** A JSON answer as the description of the API wants it. */
export function json<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } };
}

export const contextSchema = z.strictObject({
  chainId: whole
    .optional()
    .describe('chain on which a contract is to accept the proof; none where absent or 0'),
  consumer: z
    .string()
    .optional()
    .describe('the account or contract that may use the proof; the publisher where absent'),
  requestId: z
    .string()
    .optional()
    .describe('0x and 64 hex digits, chosen by whoever asks; random where absent'),
  payee: z.string().optional().describe('whom the proof names as to be paid; the publisher where absent'),
  deadline: whole.optional().describe('Unix seconds after which the proof no longer counts; 0 for never'),
});

export const inferenceRequestSchema = named(
  'InferenceRequest',
  z
    .strictObject({
      inputs: z
        .record(z.string(), z.unknown())
        .optional()
        .describe(
          'for each input its numbers: nested lists of its shape, or one flat list in row-major order',
        ),
      image: z
        .base64()
        .optional()
        .describe('instead of inputs: a PNG or JPEG, read as the model card says, in base64'),
      salts: z
        .record(z.string(), z.string())
        .optional()
        .describe('for committed inputs, field elements in decimal; drawn by the server where absent'),
      context: contextSchema.optional(),
    })
    .refine(({ inputs, image }) => (inputs === undefined) !== (image === undefined), {
      error: 'give either inputs or an image',
    }),
);

export const inferenceSchema = named(
  'Inference',
  z.object({
    id: z.string(),
    model: z.string(),
    state: z.enum(INFERENCE_STATES),
    attempts: z.int(),
    position: z.int().optional().describe('1 for the one that is begun next; only while it waits'),
    progress: z.object({ stage: z.string(), fraction: z.number().optional() }).optional(),
    createdAt: milliseconds,
    startedAt: milliseconds.optional(),
    finishedAt: milliseconds.optional(),
    seconds: z
      .object({ wait: seconds, witness: seconds, prove: seconds, verify: seconds })
      .optional()
      .describe('how long each part took'),
    error: z
      .object({ code: z.string(), message: z.string(), remedy: z.string() })
      .optional()
      .describe('of a failed one'),
    links: z.object({ self: z.string(), events: z.string(), receipt: z.string(), salts: z.string() }),
  }),
);

export const publicationsSchema = z.array(
  z.object({
    chainId: z.string(),
    registry: z.string(),
    router: z.string(),
    owner: z.string(),
    modelId: hash,
  }),
);

const identity = {
  id: z.string().describe('model id of its latest publication; its name where it is on no chain'),
  name: z.string(),
  vkHash: hash,
  publications: publicationsSchema,
};

export const modelSummarySchema = z.object(identity);

export const modelSchema = named(
  'Model',
  z.object({
    ...identity,
    modelHash: hash,
    circuitHash: hash,
    transcriptHash: hash,
    statement: receiptSchema.shape.statement,
    card: named('ModelCard', modelCardSchema),
  }),
);

export const verdictSchema = named(
  'Verdict',
  z.object({
    valid: z.boolean().describe('every field of the receipt is bound to the proof, and the proof holds'),
    reason: z.string().optional().describe('of one that is not valid'),
    expired: z.boolean().optional().describe('its deadline has passed'),
    modelId: z.string().optional(),
    served: z.boolean().optional().describe('its key is that of a model that is served here'),
    grade: z.enum(['local', 'ceremony', 'universal']).optional(),
    key: z
      .object({ text: z.string(), condition: z.string().nullable() })
      .optional()
      .describe('how the key was made, and what a grade above local rests on'),
  }),
);

named('Receipt', receiptSchema);
export { receiptSchema };

/** What a caller is told about an inference. */
export function describeInference(status: InferenceStatus): z.input<typeof inferenceSchema> {
  const { id, modelName, state, attempts, position, progress, createdAt, startedAt, finishedAt, error } =
    status;
  const self = `/v1/inferences/${id}`;
  return {
    id,
    model: modelName,
    state,
    attempts,
    position,
    progress,
    createdAt,
    startedAt,
    finishedAt,
    seconds: status.seconds,
    error: error && { code: error.code, message: error.message, remedy: error.remedy },
    links: { self, events: `${self}/events`, receipt: `${self}/receipt`, salts: `${self}/salts` },
  };
}
