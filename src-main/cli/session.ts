import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Client, createClient } from '../api/client.ts';
import { type LongWork, throwIfAborted } from '../api/progress.ts';
import type { Engine } from '../engine/engine.ts';
import { createProgressLine } from './progress-line.ts';
import { createSecrets, type SecretOptions } from './secrets.ts';

export interface Session {
  client: Client;
  engine: Engine;
  work: LongWork;
  json: boolean;
  /** Text for a person; silent with --json. */
  say(text: string): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Opens an engine for one command, with progress on a terminal and Ctrl-C as a clean cancel, and closes it again. */
export async function withSession(
  command: Command,
  run: (session: Session) => Promise<unknown>,
): Promise<void> {
  const options = command.optsWithGlobals<{ workspace: string; json?: boolean } & SecretOptions>();
  const { workspace, json = false } = options;
  const controller = new AbortController();
  const cancel = () => {
    if (controller.signal.aborted) process.exit(130); // asked twice: at once
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, cancel);
  // The engine brings large libraries, which a mistyped command should not wait for.
  const { createEngine } = await import('../engine/engine.ts');
  const { forkWorker } = await import('../engine/jobs/fork-worker.ts');
  const engine = createEngine({
    paths: { workspace: resolve(workspace) },
    secrets: createSecrets(options),
    spawnWorker: (slot) => forkWorker(undefined, slot),
  });
  const progress = createProgressLine();
  try {
    const result = await run({
      client: createClient(engine),
      engine,
      work: { signal: controller.signal, onProgress: progress.show },
      json,
      say(text) {
        progress.clear();
        if (!json) console.log(text);
      },
    });
    progress.clear();
    if (json) console.log(JSON.stringify(result));
  } catch (error) {
    // A cancel can surface as any error, e.g. of the local chain, which the same Ctrl-C has ended.
    throwIfAborted(controller.signal);
    throw error;
  } finally {
    progress.clear();
    await engine.close();
    for (const name of SIGNALS) process.removeListener(name, cancel);
  }
}
