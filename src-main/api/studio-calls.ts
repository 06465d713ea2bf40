import { z } from 'zod';
import { serializedErrorSchema } from './serialized-error.ts';

/**
 * What a window needs beyond the calls of the engine: tasks that go on while no window is open, questions that a person
 * answers, and a server for inferences that is switched on and off. These calls are answered by the studio
 * (`engine/studio/`), which sits between a window and the engine.
 */

export const progressSchema = z.object({
  stage: z.string(),
  message: z.string(),
  /** 0 to 1 where it is known. */
  fraction: z.number().optional(),
  secondsLeft: z.number().optional(),
});

/** A call that runs, whoever looks at it. It outlives the window that began it, not the engine. */
export const taskSchema = z.object({
  id: z.string(),
  /** Name of the call in the contract. */
  call: z.string(),
  /** What a person reads: "Make keys for mnist". */
  title: z.string(),
  model: z.string().nullable(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  progress: progressSchema.nullable(),
  /** Of one that is done: the result of the call. */
  result: z.unknown().optional(),
  error: serializedErrorSchema.nullable(),
  /** Unix milliseconds. */
  startedAt: z.number(),
  finishedAt: z.number().nullable(),
});

/** Something that only a person or their wallet can answer; the first window that answers it counts. */
export const questionSchema = z.discriminatedUnion('kind', [
  /** The password of an encrypted key. */
  z.object({
    kind: z.literal('password'),
    id: z.string(),
    address: z.string(),
    /** It is to be chosen, not remembered. */
    isNew: z.boolean(),
    /** The door can keep it, encrypted by the system, where the person wishes. */
    canRemember: z.boolean(),
  }),
  /** A request to the wallet in the browser (EIP-1193). */
  z.object({
    kind: z.literal('wallet'),
    id: z.string(),
    method: z.string(),
    params: z.array(z.unknown()),
  }),
]);

export const servingStatusSchema = z.object({
  /** Null where no server runs. */
  server: z
    .object({
      url: z.string(),
      models: z.array(z.string()),
      anonymousPerMinute: z.int().nullable(),
      since: z.number(),
    })
    .nullable(),
  /** Inferences by state. */
  counts: z.object({ queued: z.int(), running: z.int(), done: z.int(), failed: z.int(), cancelled: z.int() }),
  /** Of the latest inferences that are done, in seconds; null where there are none. */
  latency: z
    .object({
      count: z.int(),
      p50: z.object({ wait: z.number(), witness: z.number(), prove: z.number(), verify: z.number() }),
      p95: z.object({ wait: z.number(), witness: z.number(), prove: z.number(), verify: z.number() }),
    })
    .nullable(),
  /** The latest first. */
  requests: z.array(
    z.object({
      id: z.string(),
      model: z.string(),
      caller: z.string(),
      state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
      stage: z.string().nullable(),
      createdAt: z.number(),
      finishedAt: z.number().nullable(),
      seconds: z
        .object({ wait: z.number(), witness: z.number(), prove: z.number(), verify: z.number() })
        .nullable(),
      error: serializedErrorSchema.nullable(),
    }),
  ),
});

export const logLineSchema = z.object({
  /** Grows by one a line. */
  number: z.int(),
  /** Unix milliseconds. */
  time: z.number(),
  level: z.enum(['debug', 'info', 'warn', 'error']),
  source: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
});

export const studioContract = {
  /** Begins a call of the engine as a task. Its end is an event, and is kept until it is dismissed. */
  startTask: {
    input: z.object({
      /** Checked against the contract before the task begins. */
      call: z.string(),
      input: z.unknown().optional(),
      title: z.string().max(200),
      model: z.string().optional(),
    }),
    result: taskSchema,
  },
  cancelTask: { input: z.object({ id: z.string() }), result: z.object({}) },
  /** Takes ended tasks off the list; all of them where none is named. */
  dismissTasks: { input: z.object({ ids: z.array(z.string()).optional() }), result: z.object({}) },
  listTasks: { input: z.object({}), result: z.object({ tasks: z.array(taskSchema) }) },

  listQuestions: { input: z.object({}), result: z.object({ questions: z.array(questionSchema) }) },
  /**
   * A password, null where the person declines; what the wallet answered, which may be null. An error of the wallet, a refusal
   * too, comes as `{code, message}` in `failure`.
   */
  answerQuestion: {
    input: z.object({
      id: z.string(),
      answer: z.unknown().optional(),
      failure: z.object({ code: z.int(), message: z.string() }).optional(),
      /** A password is to be kept, once it has opened the key; where the question said that it can be. */
      remember: z.boolean().default(false),
    }),
    result: z.object({}),
  },

  /** Passwords that the door keeps; forgets them first where `forget` is set. */
  passwordMemory: {
    input: z.object({ forget: z.boolean().default(false) }),
    result: z.object({ isAvailable: z.boolean(), count: z.int() }),
  },

  /** Opens the public API for inferences on a listener of its own. */
  startServing: {
    input: z.object({
      /** Every model with a key where there are none. */
      models: z.array(z.string()).default([]),
      host: z.string().default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(8787),
      workers: z.int().positive().max(64).default(1),
      keepInputs: z.boolean().default(false),
      anonymousPerMinute: z.int().positive().optional(),
      /** Of a network: requests of its market are answered too. */
      market: z
        .object({
          network: z.string().optional(),
          rpc: z.string().optional(),
          keystore: z.string().optional(),
          prices: z.array(z.string()).min(1),
          payee: z.string().optional(),
          fetchInputs: z.boolean().default(false),
        })
        .optional(),
    }),
    result: servingStatusSchema,
  },
  stopServing: { input: z.object({}), result: servingStatusSchema },
  servingStatus: {
    input: z.object({ latest: z.int().nonnegative().max(500).default(50) }),
    result: servingStatusSchema,
  },

  /** Lines after this one; the latest where it is 0. */
  readLog: {
    input: z.object({
      after: z.int().nonnegative().default(0),
      level: logLineSchema.shape.level.default('info'),
    }),
    result: z.object({ lines: z.array(logLineSchema) }),
  },
  /** Where files that were uploaded or made for download lie, as paths for other calls. */
  newDownload: {
    input: z.object({ fileName: z.string().regex(/^[^/\\\0]{1,200}$/) }),
    result: z.object({ path: z.string(), /** Below the studio's own address. */ url: z.string() }),
  },
} as const;

export type StudioContract = typeof studioContract;
export type StudioCallName = keyof StudioContract;
export type StudioCallInput<Name extends StudioCallName> = z.input<StudioContract[Name]['input']>;
export type StudioCallResult<Name extends StudioCallName> = z.output<StudioContract[Name]['result']>;
export type Task = z.output<typeof taskSchema>;
export type Question = z.output<typeof questionSchema>;
export type ServingStatus = z.output<typeof servingStatusSchema>;
export type LogLine = z.output<typeof logLineSchema>;
