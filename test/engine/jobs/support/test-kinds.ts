import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '../../../../src-main/api/errors.ts';
import { throwIfAborted } from '../../../../src-main/api/progress.ts';
import type { JobBody, JobKind } from '../../../../src-main/engine/jobs/job-kind.ts';
import { ArtifactStore } from '../../../../src-main/engine/store/artifact-store.ts';

function kind<Schema extends z.ZodType, Result>(
  parameters: Schema,
  body: JobBody<z.output<Schema>, Result>,
): JobKind<Schema, Result> {
  return { parameters, load: () => Promise.resolve(body) };
}

let kept = 0;

/** Jobs that do what jobs can do, good and bad. */
export const TEST_KINDS = {
  add: kind(z.object({ a: z.number(), b: z.number() }), async ({ a, b }) => ({
    sum: a + b,
    pid: process.pid,
    /** What a worker keeps between jobs. */
    jobsBefore: kept++,
  })),
  environment: kind(z.object({}), async () => ({ names: Object.keys(process.env) })),
  count: kind(z.object({ steps: z.int(), milliseconds: z.int() }), async ({ steps, milliseconds }, work) => {
    for (let step = 1; step <= steps; step++) {
      await sleep(milliseconds);
      throwIfAborted(work.signal);
      work.onProgress?.({ stage: 'count', message: `Step ${step}`, fraction: step / steps });
    }
    return {};
  }),
  fail: kind(z.object({ how: z.enum(['foreseen', 'bug']) }), async ({ how }) => {
    if (how === 'bug') throw new TypeError('nobody thought of this');
    throw new AppError('key-invalid', 'The key is "odd".\nVery.', 'Take another.', {
      cause: new Error('it rhymes with three', { cause: 'luck' }),
    });
  }),
  /** Ends the process in the way of a crash. */
  crash: kind(z.object({ how: z.string() }), async ({ how }) => {
    if (how === 'exit') process.exit(7);
    if (how === 'throw') {
      setTimeout(() => {
        throw new Error('thrown where nobody listens');
      });
    } else if (how === 'memory') {
      const all: unknown[] = [];
      for (;;) all.push(new Array(1_000_000).fill(all.length + 0.5));
    } else process.kill(process.pid, how as NodeJS.Signals);
    await sleep(60_000);
    return {};
  }),
  /** Hears no message, for so long: native code in the main thread, or a loop. */
  deaf: kind(z.object({ milliseconds: z.int(), alsoToSignals: z.boolean() }), async (parameters, work) => {
    const { milliseconds, alsoToSignals } = parameters;
    if (alsoToSignals) process.on('SIGTERM', () => undefined);
    work.onProgress?.({ stage: 'deaf', message: 'Deaf from now on' });
    await sleep(50);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
    return {};
  }),
  /** Writes an artifact slowly. */
  artifact: kind(
    z.object({ folder: z.string(), files: z.int(), milliseconds: z.int() }),
    ({ folder, files, milliseconds }, work) =>
      new ArtifactStore(folder).create(
        { stage: 'test', version: 1, inputs: [], parameters: {} },
        async (into) => {
          for (let index = 0; index < files; index++) {
            throwIfAborted(work.signal);
            await writeFile(join(into, `file-${index}`), randomBytes(10_000));
            work.onProgress?.({ stage: 'test', message: 'Writing', fraction: (index + 1) / files });
            await sleep(milliseconds);
          }
          return {};
        },
      ),
  ),
} as const;
