import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { SerializedError } from '../../../src-main/api/errors.ts';

/** The repository. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** In a process of its own, from `node bin/proofpress.mjs` to its exit status. */
  fresh?: boolean;
  /** Likewise, from another copy of the repository. */
  root?: string;
  /** Likewise; called once the process runs, and awaited. */
  during?: (kill: (signal: NodeJS.Signals) => void, pid: number) => Promise<void>;
}

/** Runs the program to its end, in a child process: in one that the command lines of all tests share, unless asked. */
export function runProgram(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const { fresh, root, during } = options;
  return fresh || root || during ? runFresh(args, options) : runShared(args, options);
}

function inheritedEnvironment(): NodeJS.ProcessEnv {
  const inherited = { ...process.env };
  delete inherited.PROOFPRESS_PRIVATE_KEY;
  delete inherited.PROOFPRESS_WORKSPACE;
  return inherited;
}

async function runFresh(
  args: readonly string[],
  { cwd = ROOT, env = {}, root = ROOT, during }: RunOptions,
): Promise<Outcome> {
  const child = spawn(process.execPath, [`${root}/bin/proofpress.mjs`, ...args], {
    cwd,
    env: { ...inheritedEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const outcome: Outcome = { status: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (outcome.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (outcome.stderr += text));
  const closed = once(child, 'close');
  await during?.((signal) => child.kill(signal), child.pid!);
  [outcome.status] = (await closed) as [number | null];
  return outcome;
}

let server: Promise<ChildProcess> | undefined;

async function startServer(): Promise<ChildProcess> {
  const path = fileURLToPath(new URL('program-server.mjs', import.meta.url));
  const child = fork(path, { cwd: ROOT, env: inheritedEnvironment(), execArgv: [] });
  child.once('exit', () => (server = undefined));
  // It ends when this process does, and does not hold it up.
  child.unref();
  child.channel?.unref();
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`The program does not start (exit status ${code}).`)));
  });
  return child;
}

async function runShared(args: readonly string[], { cwd = ROOT, env = {} }: RunOptions): Promise<Outcome> {
  server ??= startServer();
  const child = await server;
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error(`the program died at ${args.join(' ')}`));
    child.once('exit', onExit).once('message', (outcome) => {
      child.removeListener('exit', onExit);
      resolve(outcome as Outcome);
    });
    child.send({ args, cwd, env });
  });
}

/** Runs a command that succeeds; returns what it prints with --json. */
export async function succeed<Result = Record<string, unknown>>(
  args: readonly string[],
  options?: RunOptions,
): Promise<Result> {
  const { status, stdout, stderr } = await runProgram([...args, '--json'], options);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout) as Result;
}

/** Runs a command that the user got wrong: exit status 2, the error in words on stderr, and as JSON at the end of stdout. */
export async function fail(
  args: readonly string[],
  code: string,
  options?: RunOptions,
): Promise<SerializedError> {
  const outcome = await runProgram([...args, '--json'], options);
  return expectFailure(outcome, code, 2);
}

export function expectFailure(
  { status, stdout, stderr }: Outcome,
  code: string,
  wanted: number,
): SerializedError {
  const { error } = JSON.parse(stdout.trimEnd().split('\n').at(-1) || '{}') as { error?: SerializedError };
  expect({ status, code: error?.code }, stderr).toEqual({ status: wanted, code });
  expect(error!.message).toMatch(/\S.*\.$/s);
  expect(error!.remedy).toMatch(/\S.*[.\w]$/s);
  expect(stderr).toContain(`Error [${code}]: ${error!.message}`);
  expect(stderr).toContain(`What to do: ${error!.remedy}`);
  if (error!.cause) expect(stderr).toContain('Cause: ');
  expect(stderr, 'a stack').not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  return error!;
}
