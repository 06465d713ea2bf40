import process from 'node:process';
import { JOB_KINDS } from '../engine/jobs/job-kinds.ts';
import { serveJobs } from '../engine/jobs/serve-jobs.ts';
import type { ToWorker } from '../engine/jobs/worker-protocol.ts';

// The program of a worker: the first message brings the port to the engine.

process.parentPort.once('message', ({ ports: [port] }) => {
  if (!port) return process.exit(1);
  serveJobs(JOB_KINDS, {
    send: (message) => port.postMessage(message),
    onMessage(listener) {
      port.on('message', ({ data }) => listener(data as ToWorker));
      port.start();
    },
    onClosed: (listener) => void port.on('close', listener),
  });
});
