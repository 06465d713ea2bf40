import { z } from 'zod';

const decimal = z.string().regex(/^\d{1,78}$/);
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);

/** One inference that somebody wants proven: all that a worker needs beside the model. It goes through a queue as JSON. */
export const inferenceOrderSchema = z.object({
  modelName: z.string(),
  /** The key that it was accepted for. */
  keyId: z.string(),
  /** The reals of each input in the model's own order. JSON has no NaN and no infinity. */
  inputs: z.record(z.string(), z.array(z.number())),
  /** Of committed inputs, where the client chose them: field elements in decimal. */
  salts: z.record(z.string(), decimal),
  /** Where and for whom the proof is to count; for no chain where chainId is absent or 0. */
  context: z.object({
    chainId: decimal.optional(),
    /** Defaults to the owner of the model. */
    consumer: address.optional(),
    /** 32 bytes of hex; drawn at random where absent. */
    requestId: z
      .string()
      .regex(/^0x[0-9a-f]{64}$/)
      .optional(),
    /** Defaults to the owner of the model. */
    payee: address.optional(),
    /** Unix seconds, 0 for none. */
    deadline: decimal.optional(),
  }),
});

export type InferenceOrder = z.infer<typeof inferenceOrderSchema>;
