// A worker that knows the test's jobs; otherwise like fork-entry.mjs.
import process from 'node:process';

for (const name of ['SIGINT', 'SIGHUP']) process.on(name, () => undefined);
const { register } = await import('tsx/esm/api');
register();
const { serveForked } = await import('../../../../src-main/engine/jobs/serve-forked.ts');
const { TEST_KINDS } = await import('./test-kinds.ts');
serveForked(TEST_KINDS);
