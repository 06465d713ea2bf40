/** Ends a command with an exit status after it has said all that there is to say; no error, and no bug. */
export class EndWithStatus extends Error {
  constructor(readonly status: number) {
    super(`exit status ${status}`);
  }
}

/** What was looked at is not as it should be. */
export const FOUND_WRONG = 3;
