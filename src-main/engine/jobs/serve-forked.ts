import type { JobKinds } from './job-kind.ts';
import { serveJobs } from './serve-jobs.ts';

/** Serves the process that forked this one. */
export function serveForked(kinds: JobKinds): void {
  serveJobs(kinds, {
    send: (message) => process.connected && process.send?.(message),
    onMessage: (listener) => process.on('message', listener),
    onClosed: (listener) => process.on('disconnect', listener),
  });
}
