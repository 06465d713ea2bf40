import { z } from 'zod';
import { serializedErrorSchema } from './serialized-error.ts';
import { logLineSchema, progressSchema, questionSchema, taskSchema } from './studio-calls.ts';

/**
 * What goes over a connection between a window and the studio, as JSON over a WebSocket or as it is over a MessagePort.
 * Either side may vanish at any time: calls of a window that is gone are cancelled, tasks are not.
 */

const id = z.int().nonnegative();

/** What a window says. */
export const requestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('call'), id, name: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('cancel'), id }),
]);

/** What every connected window hears of what changes, without asking. */
export const eventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('task'), task: taskSchema }),
  z.object({ kind: z.literal('tasks-dismissed'), ids: z.array(z.string()) }),
  z.object({ kind: z.literal('question'), question: questionSchema }),
  z.object({ kind: z.literal('question-settled'), id: z.string() }),
  /** A model was made, changed or removed. */
  z.object({ kind: z.literal('model-changed'), name: z.string() }),
  /** A server was started or stopped, or an inference changed. */
  z.object({ kind: z.literal('serving-changed') }),
  z.object({ kind: z.literal('log'), line: logLineSchema }),
]);

/** What the studio says. */
export const replySchema = z.discriminatedUnion('type', [
  /** The first message. `instance` differs after every start of the engine: tasks of another instance are gone. */
  z.object({ type: z.literal('hello'), instance: z.string(), version: z.string() }),
  z.object({ type: z.literal('progress'), id, progress: progressSchema }),
  z.object({ type: z.literal('result'), id, result: z.unknown() }),
  z.object({ type: z.literal('error'), id, error: serializedErrorSchema }),
  z.object({ type: z.literal('event'), event: eventSchema }),
]);

export type WireRequest = z.output<typeof requestSchema>;
export type WireReply = z.output<typeof replySchema>;
export type StudioEvent = z.output<typeof eventSchema>;
