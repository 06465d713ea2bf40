import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { makeFolder, writeAtomic } from '../../engine/store/write-atomic.ts';

/** 256 bits. */
const SECRET_BYTES = 32;
/** A link that nobody has opened is worth nothing after a day. */
const LINK_MILLISECONDS = 24 * 3600_000;
/** How long a browser is known. */
export const SESSION_SECONDS = 30 * 24 * 3600;
/** More browsers than a person has; the one that came first is forgotten. */
const MAXIMUM_SESSIONS = 100;

/** When each session ends, in Unix milliseconds, by its hash. */
const fileSchema = z.object({
  format: z.literal('proofpress-studio-sessions-1'),
  sessions: z.record(z.string(), z.number()),
});

/**
 * Who may use the studio. A link is opened once and gives a browser a session; both are random, and only their hashes are
 * kept: of links in memory, of sessions in a file, so that a window finds a studio again that was started anew.
 */
export class Access {
  readonly #path: string;
  readonly #links = new Map<string, number>();
  readonly #sessions: Map<string, number>;

  private constructor(path: string, sessions: Map<string, number>) {
    this.#path = path;
    this.#sessions = sessions;
  }

  /**
   * @param path of the file with the sessions; where it cannot be read, no browser is known
   * @param options.forget no browser is known any more
   * @throws AppError `disk-full`, `workspace-unusable` where it has to be written and cannot
   */
  static async open(path: string, { forget = false }: { forget?: boolean } = {}): Promise<Access> {
    const access = new Access(path, forget ? new Map() : await readSessions(path));
    if (forget) await access.#save();
    return access;
  }

  /** @returns the token of a new link */
  newLink(): string {
    return draw(this.#links, LINK_MILLISECONDS);
  }

  /**
   * @returns the secret of a new session; undefined where the link was opened before, is too old or never was
   * @throws AppError `disk-full`, `workspace-unusable`
   */
  async openLink(token: string): Promise<string | undefined> {
    const isValid = holds(this.#links, token);
    this.#links.delete(hash(token));
    if (!isValid) return undefined;
    const secret = draw(this.#sessions, SESSION_SECONDS * 1000);
    const [first] = this.#sessions.keys();
    if (this.#sessions.size > MAXIMUM_SESSIONS) this.#sessions.delete(first!);
    await this.#save();
    return secret;
  }

  isSession(secret: string | undefined): boolean {
    return secret !== undefined && holds(this.#sessions, secret);
  }

  async #save(): Promise<void> {
    const sessions = Object.fromEntries(this.#sessions);
    await makeFolder(dirname(this.#path));
    const content = { format: 'proofpress-studio-sessions-1', sessions } satisfies z.input<typeof fileSchema>;
    await writeAtomic(this.#path, JSON.stringify(content), { mode: 0o600 });
  }
}

async function readSessions(path: string): Promise<Map<string, number>> {
  try {
    const { sessions } = fileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    return new Map(Object.entries(sessions).filter(([, end]) => end > Date.now()));
  } catch {
    return new Map();
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
