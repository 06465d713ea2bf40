import type { StepEffect } from './step-effect.ts';

/** One transaction of a publication, as it is planned. */
export interface PublicationStep {
  /** In words, as an order: `deploy the verifier`. */
  purpose: string;
  effect: StepEffect;
  to: string;
  /** 0x-prefixed hex. */
  data: string;
  /** wei */
  value?: bigint;
  /** A transaction that somebody else signed for all chains, to be sent as it is. */
  presigned?: { raw: string; sender: string; nonce: number };
}
