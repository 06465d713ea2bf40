import { AppError } from '../../api/errors.ts';
import type { LongWork, Progress } from '../../api/progress.ts';
import { requestSchema, type WireReply, type WireRequest } from '../../api/wire.ts';
import { isStudioCallName, type Studio } from './create-studio.ts';
import { serializeFailure } from './serialize-failure.ts';
import { isCallName } from './task-manager.ts';
import { throttle } from './throttle.ts';

/** A connection to a window, whatever carries it: a WebSocket, a MessagePort. */
export interface ConnectionPort {
  /** To a window that is gone it does nothing. */
  send(reply: WireReply): void;
  /** @param listener is given what the window sent, which may be anything */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, whichever side ended it. */
  onClose(listener: () => void): void;
  close(): void;
}

/** More than any window has under way; who sends more is none. */
const MAXIMUM_CALLS = 500;
const PROGRESS_MILLISECONDS = 200;

/**
 * Answers a window for as long as its connection lasts. Calls that are under way when it ends are cancelled; tasks are
 * not. What is no message of the wire ends the connection, unless it has an id that an error can be told under.
 */
export function serveConnection(studio: Studio, port: ConnectionPort): void {
  const calls = new Map<number, AbortController>();
  const isOpen = { value: true };
  const send = (reply: WireReply) => {
    if (isOpen.value) port.send(reply);
  };
  const closeWindow = studio.openWindow((event) => send({ type: 'event', event }));

  const answer = async ({ id, name, input }: WireRequest & { type: 'call' }) => {
    const controller = new AbortController();
    calls.set(id, controller);
    let progress: Progress | undefined;
    const report = throttle(() => send({ type: 'progress', id, progress: progress! }), PROGRESS_MILLISECONDS);
    try {
      const result = await callByName(studio, name, input, {
        signal: controller.signal,
        onProgress(latest) {
          progress = latest;
          if (calls.get(id) === controller) report.ask();
        },
      });
      report.stop();
      send({ type: 'result', id, result });
    } catch (error) {
      report.stop();
      if (!(error instanceof AppError)) logBug(studio, name, error);
      send({ type: 'error', id, error: serializeFailure(error) });
    } finally {
      if (calls.get(id) === controller) calls.delete(id);
    }
  };

  port.onMessage((message) => {
    const parsed = requestSchema.safeParse(message);
    if (!parsed.success) {
      const id = idOf(message);
      if (id === undefined || calls.has(id)) return port.close();
      return send({ type: 'error', id, error: notUnderstood().toJSON() });
    }
    const request = parsed.data;
    if (request.type === 'cancel') return calls.get(request.id)?.abort();
    if (calls.has(request.id) || calls.size >= MAXIMUM_CALLS) return port.close();
    void answer(request);
  });
  port.onClose(() => {
    isOpen.value = false;
    closeWindow();
    for (const controller of calls.values()) controller.abort();
    calls.clear();
  });
  send({ type: 'hello', instance: studio.instance, version: studio.version });
}

async function callByName(studio: Studio, name: string, input: unknown, work: LongWork): Promise<unknown> {
  if (isStudioCallName(name)) return studio.callStudio(name, input, work);
  if (isCallName(name)) return studio.call(name, input, work);
  throw new AppError(
    'option-invalid',
    `There is no call "${name.slice(0, 100)}".`,
    'Reload the window: it may be of another version than the studio.',
  );
}

function logBug(studio: Studio, name: string, error: unknown): void {
  const details = error instanceof Error ? { stack: error.stack } : {};
  studio.log.write('error', 'studio', `${name}: ${String(error)}`, details);
}

function idOf(message: unknown): number | undefined {
  const id = (message as { id?: unknown } | null | undefined)?.id;
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : undefined;
}

function notUnderstood(): AppError {
  return new AppError(
    'option-invalid',
    'The studio does not understand this message.',
    'Reload the window: it may be of another version than the studio.',
  );
}
