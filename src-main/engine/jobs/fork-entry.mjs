// What a forked worker runs.
import process from 'node:process';

// Ctrl-C reaches every process of a terminal; the engine is the one that decides what it means.
for (const name of ['SIGINT', 'SIGHUP']) process.on(name, () => undefined);

const { loadSource } = await import('../../load-source.mjs');
const { serveForked } = await loadSource('src-main/engine/jobs/serve-forked.ts');
const { JOB_KINDS } = await loadSource('src-main/engine/jobs/job-kinds.ts');
serveForked(JOB_KINDS);
