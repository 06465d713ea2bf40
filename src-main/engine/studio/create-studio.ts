import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import packageJson from '../../../package.json' with { type: 'json' };
import { type CallName } from '../../api/contract.ts';
import { describeCause } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import {
  type StudioCallName,
  type StudioContract,
  studioContract,
  type Task,
} from '../../api/studio-calls.ts';
import type { StudioTransport } from '../../api/studio-client.ts';
import type { StudioEvent } from '../../api/wire.ts';
import type { Engine } from '../engine.ts';
import type { Host } from '../host.ts';
import { callContext } from './call-context.ts';
import { changedModels } from './model-changes.ts';
import { newDownload } from './new-download.ts';
import { describeMemory } from './describe-memory.ts';
import type { PasswordMemory } from './password-memory.ts';
import { parseStudioInput } from './parse-studio-input.ts';
import { Questions } from './questions.ts';
import { type OpenPublicApi, ServingControl } from './serving-control.ts';
import { StudioLog } from './studio-log.ts';
import { sweepHandedFiles } from './sweep-handed-files.ts';
import { TaskManager } from './task-manager.ts';

/** What the studio lends the engine that it opens: questions go to its windows. */
export interface StudioHostParts {
  password: NonNullable<Host['secrets']['password']>;
  wallet: NonNullable<Host['wallet']>;
}

export interface StudioOptions {
  createEngine(parts: StudioHostParts): Engine;
  /** Folder of the workspace that the engine has. */
  workspace: string;
  openServer: OpenPublicApi;
  /** How long a question waits where no window is open; default a minute. */
  graceMilliseconds?: number;
  /** Keeps passwords where a person asks for it. */
  passwords?: PasswordMemory;
}

/**
 * Sits between windows and an engine: answers the calls of both contracts, and outlives every window. Uploads and downloads
 * that have outlived their time are removed when it is made.
 */
export interface Studio extends StudioTransport {
  /** Differs after every start. */
  readonly instance: string;
  readonly version: string;
  readonly log: StudioLog;
  /**
   * A window, which hears of what changes, and to which questions are put, until it is closed.
   * @returns closes it
   */
  openWindow(listener: (event: StudioEvent) => void): () => void;
  runningTasks(): Task[];
  isServing(): boolean;
  /** Cancels tasks, stops the server at once, and closes the engine. */
  close(): Promise<void>;
}

type StudioHandlers = {
  [Name in StudioCallName]: (input: z.output<StudioContract[Name]['input']>, work: LongWork) => unknown;
};

const GRACE_MILLISECONDS = 60_000;

export function createStudio({
  createEngine,
  workspace,
  openServer,
  graceMilliseconds = GRACE_MILLISECONDS,
  passwords,
}: StudioOptions): Studio {
  const windows = new Set<(event: StudioEvent) => void>();
  const emit = (event: StudioEvent) => {
    for (const listener of windows) tell(listener, event);
  };
  const log = new StudioLog((line) => emit({ kind: 'log', line }));
  const questions = new Questions(emit, graceMilliseconds, passwords);
  const engine = createEngine({
    password: (request) => questions.password(request),
    wallet: { request: (request) => questions.wallet(request) },
  });
  const serving = new ServingControl({
    serve: (options) => engine.serve(options),
    openServer,
    log,
    onChange: () => emit({ kind: 'serving-changed' }),
  });

  const call = async (name: CallName, input: unknown, work: LongWork): Promise<unknown> => {
    let result: unknown;
    try {
      result = await callContext.run({ signal: work.signal }, () => engine.call(name, input, work));
      return result;
    } finally {
      for (const model of changedModels(name, input, result)) emit({ kind: 'model-changed', name: model });
    }
  };
  const sweeping = sweepHandedFiles(workspace).catch((error: unknown) =>
    log.write('warn', 'studio', `Old uploads could not be removed: ${describeCause(error)}`),
  );
  const tasks = new TaskManager({
    run: call,
    emit,
    onEnd: (task, failure) => logEnd(log, task, failure),
  });

  const handlers: StudioHandlers = {
    startTask: (request) => tasks.start(request),
    cancelTask: ({ id }) => tasks.cancel(id),
    dismissTasks: ({ ids }) => tasks.dismiss(ids),
    listTasks: () => ({ tasks: tasks.list() }),
    listQuestions: () => ({ questions: questions.list() }),
    answerQuestion: (answer) => questions.answer(answer),
    passwordMemory: ({ forget }) => describeMemory(passwords, forget),
    startServing: (input, work) => callContext.run({ signal: work.signal }, () => serving.start(input, work)),
    stopServing: () => serving.stop(),
    servingStatus: ({ latest }) => serving.status(latest),
    readLog: (range) => ({ lines: log.read(range) }),
    newDownload: ({ fileName }) => newDownload(workspace, fileName),
  };

  return {
    instance: randomUUID(),
    version: packageJson.version,
    log,
    call,
    async callStudio(name, input, work) {
      const parsed = parseStudioInput(name, input);
      const handler = handlers[name] as (input: unknown, work: LongWork) => unknown;
      return (await handler(parsed, work)) ?? {};
    },
    openWindow(listener) {
      windows.add(listener);
      questions.windowOpened();
      return () => {
        if (windows.delete(listener)) questions.windowClosed();
      };
    },
    runningTasks: () => tasks.running(),
    isServing: () => serving.isServing,
    async close() {
      questions.close();
      await tasks.close();
      await serving.stop({ atOnce: true });
      await sweeping;
      await engine.close();
    },
  };
}

/** The names of all that a studio answers besides the engine's calls. */
export function isStudioCallName(name: string): name is StudioCallName {
  return Object.hasOwn(studioContract, name);
}

/** A window that cannot take an event must not end the work that it is about. */
function tell(listener: (event: StudioEvent) => void, event: StudioEvent): void {
  try {
    listener(event);
  } catch {
    // Its connection tells it by ending; what changed is in the lists that it asks for then.
  }
}

function logEnd(
  log: StudioLog,
  { title, state, error, startedAt, finishedAt }: Task,
  failure: unknown,
): void {
  const seconds = (finishedAt! - startedAt) / 1000;
  if (!error) return log.write('info', 'tasks', `${title}: ${state}`, { seconds });
  const stack = error.code === 'internal' && failure instanceof Error ? { stack: failure.stack } : {};
  const cause = error.cause === undefined ? {} : { cause: describeCause(error.cause) };
  log.write('error', 'tasks', `${title}: ${error.message}`, {
    code: error.code,
    seconds,
    ...cause,
    ...stack,
  });
}
