import { ProofpressError } from '../proofpress-error.ts';

/** A server refused: its words. */
export class ServiceError extends ProofpressError {
  constructor(
    /** HTTP status. */
    readonly status: number,
    /** The server's code, stable. */
    readonly problem: string,
    message: string,
    /** What can be done about it. */
    readonly remedy: string,
    /** When it is worth trying again; undefined where it is not. */
    readonly retryAfterSeconds: number | undefined,
  ) {
    super('service-refused', message);
  }
}
