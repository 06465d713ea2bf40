/** What the main process and the engine's process say to each other; ports travel beside the messages. */

/** From the main process to the engine's. */
export type ToEngine =
  /** With a port to a window. */
  | { type: 'connect' }
  /** With a port to a worker that was asked for. */
  | { type: 'worker'; id: number; pid: number | undefined }
  | { type: 'worker-exit'; id: number; code: number | null; output: string }
  /** The answer of the memory for passwords; undefined where it failed. */
  | { type: 'passwords'; id: number; answer: unknown }
  | { type: 'end' };

/** From the engine's process to the main one, which alone can start processes. */
export type FromEngine =
  | { type: 'spawn-worker'; id: number; slot: number | undefined }
  | { type: 'kill-worker'; id: number; signal: 'SIGTERM' | 'SIGKILL' }
  | { type: 'passwords'; id: number; question: PasswordQuestion }
  /** Titles of what runs, whenever they change. */
  | { type: 'running'; titles: string[] };

/** What the engine asks of the memory for passwords. */
export type PasswordQuestion =
  | { about: 'isAvailable' }
  | { about: 'count' }
  | { about: 'forget' }
  | { about: 'find'; keystore: string }
  | { about: 'keep'; keystore: string; password: string };
