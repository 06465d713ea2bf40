// What a forked worker runs: Node gets TypeScript's loader, then the jobs.
import process from 'node:process';

// Ctrl-C reaches every process of a terminal; the engine is the one that decides what it means.
for (const name of ['SIGINT', 'SIGHUP']) process.on(name, () => undefined);

const { register } = await import('tsx/esm/api');
register();
const { serveJobs } = await import('./serve-jobs.ts');
const { JOB_KINDS } = await import('./job-kinds.ts');
serveJobs(JOB_KINDS, {
  send: (message) => process.connected && process.send(message),
  onMessage: (listener) => process.on('message', listener),
  onClosed: (listener) => process.on('disconnect', listener),
});
