import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Client, createClient } from '../api/client.ts';
import type { LongWork } from '../api/progress.ts';
import { createEngine } from '../engine/engine.ts';
import { createProgressLine } from './progress-line.ts';

export interface Session {
  client: Client;
  work: LongWork;
  json: boolean;
  /** Text for a person; silent with --json. */
  say(text: string): void;
}

/** Opens an engine for one command, with progress on a terminal and Ctrl-C as a clean cancel, and closes it again. */
export async function withSession(
  command: Command,
  run: (session: Session) => Promise<unknown>,
): Promise<void> {
  const { workspace, json = false } = command.optsWithGlobals<{ workspace: string; json?: boolean }>();
  const controller = new AbortController();
  const cancel = () => controller.abort();
  process.once('SIGINT', cancel).once('SIGTERM', cancel);
  const engine = createEngine({
    paths: { workspace: resolve(workspace) },
    secrets: { signingKey: () => Promise.resolve(process.env.PROOFPRESS_PRIVATE_KEY) },
  });
  const progress = createProgressLine();
  try {
    const result = await run({
      client: createClient(engine),
      work: { signal: controller.signal, onProgress: progress.show },
      json,
      say(text) {
        progress.clear();
        if (!json) console.log(text);
      },
    });
    progress.clear();
    if (json) console.log(JSON.stringify(result));
  } finally {
    progress.clear();
    process.removeListener('SIGINT', cancel).removeListener('SIGTERM', cancel);
    await engine.close();
  }
}
