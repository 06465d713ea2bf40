import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Client, createClient } from '../src-main/api/client.ts';
import { createEngine } from '../src-main/engine/engine.ts';
import { forkWorker } from '../src-main/engine/jobs/fork-worker.ts';

/** Lends an engine with its workspace in `folder`, and tells the largest resident memory of its workers. */
export async function withEngine<Result>(
  folder: string,
  use: (client: Client) => Promise<Result>,
): Promise<{ result: Result; workerPeakBytes: number | null }> {
  const workers: number[] = [];
  const engine = createEngine({
    paths: { workspace: join(folder, 'workspace') },
    secrets: { signingKey: () => Promise.resolve(undefined) },
    spawnWorker() {
      const worker = forkWorker();
      if (worker.pid !== undefined) workers.push(worker.pid);
      return worker;
    },
  });
  try {
    const result = await use(createClient(engine));
    const peaks = await Promise.all(workers.map(peakBytesOf));
    return { result, workerPeakBytes: peaks.includes(null) ? null : Math.max(...peaks.map(Number)) };
  } finally {
    await engine.close();
  }
}

/** Largest resident memory of a running process, as Linux tells; null elsewhere. */
async function peakBytesOf(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}
