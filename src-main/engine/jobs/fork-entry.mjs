// What a forked worker runs: Node gets TypeScript's loader, then the jobs.
import process from 'node:process';

// Ctrl-C reaches every process of a terminal; the engine is the one that decides what it means.
for (const name of ['SIGINT', 'SIGHUP']) process.on(name, () => undefined);

const { register } = await import('tsx/esm/api');
register();
const { serveForked } = await import('./serve-forked.ts');
const { JOB_KINDS } = await import('./job-kinds.ts');
serveForked(JOB_KINDS);
