import { createHash, randomBytes } from 'node:crypto';

/** 256 bits. */
const SECRET_BYTES = 32;
/** A link that nobody has opened is worth nothing after a day. */
const LINK_MILLISECONDS = 24 * 3600_000;
/** How long a browser is known. */
export const SESSION_SECONDS = 30 * 24 * 3600;

/**
 * Who may use the studio. A link is opened once and gives a browser a session; both are random, are kept only as hashes and
 * only in memory.
 */
export class Access {
  /** When each ends, in Unix milliseconds, by hash. */
  readonly #links = new Map<string, number>();
  readonly #sessions = new Map<string, number>();

  /** @returns the token of a new link */
  newLink(): string {
    return draw(this.#links, LINK_MILLISECONDS);
  }

  /** @returns the secret of a new session; undefined where the link was opened before, is too old or never was */
  openLink(token: string): string | undefined {
    const isValid = holds(this.#links, token);
    this.#links.delete(hash(token));
    return isValid ? draw(this.#sessions, SESSION_SECONDS * 1000) : undefined;
  }

  isSession(secret: string | undefined): boolean {
    return secret !== undefined && holds(this.#sessions, secret);
  }
}

function draw(kept: Map<string, number>, milliseconds: number): string {
  const now = Date.now();
  for (const [known, end] of kept) if (end <= now) kept.delete(known);
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  kept.set(hash(secret), now + milliseconds);
  return secret;
}

function holds(kept: ReadonlyMap<string, number>, secret: string): boolean {
  return (kept.get(hash(secret)) ?? 0) > Date.now();
}

/** Looked up by hash, the time of a look-up tells nothing about the secret. */
function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
