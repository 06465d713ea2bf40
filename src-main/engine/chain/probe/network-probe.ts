import { z } from 'zod';

/**
 * What is asked of a network before anything is sent to it: `failed` where it lacks something, `unknown` where the node
 * does not tell.
 */
const checkSchema = z.object({
  id: z.enum(['chain-id', 'in-sync', 'gas-limit', 'curve', 'pairing', 'opcodes', 'data-contract', 'proxy']),
  /** What was asked, in words. */
  title: z.string(),
  state: z.enum(['ok', 'failed', 'unknown']),
  /** What was found; empty where there is nothing to say. */
  detail: z.string(),
  /** What the reader can do where it failed. */
  remedy: z.string().optional(),
});

export const networkProbeSchema = z.object({
  chainId: z.string(),
  checks: z.array(checkSchema),
  /** No check failed. */
  supported: z.boolean(),
  /** Milliseconds since 1970. */
  probedAt: z.int(),
});

export type NetworkCheck = z.output<typeof checkSchema>;
export type NetworkProbe = z.output<typeof networkProbeSchema>;
