// A worker that knows the test's jobs; otherwise like fork-entry.mjs.
import process from 'node:process';

for (const name of ['SIGINT', 'SIGHUP']) process.on(name, () => undefined);
const { register } = await import('tsx/esm/api');
register();
const { serveJobs } = await import('../../../../src-main/engine/jobs/serve-jobs.ts');
const { TEST_KINDS } = await import('./test-kinds.ts');
serveJobs(TEST_KINDS, {
  send: (message) => process.connected && process.send(message),
  onMessage: (listener) => process.on('message', listener),
  onClosed: (listener) => process.on('disconnect', listener),
});
