import { AsyncLocalStorage } from 'node:async_hooks';

/** What is known about the call that a question of the engine comes from. */
export interface CallContext {
  /** Ends the call, and with it what it asks. */
  signal: AbortSignal | undefined;
}

/** The call that the present code runs for: what the engine asks its host carries no name of a call. */
export const callContext = new AsyncLocalStorage<CallContext>();
