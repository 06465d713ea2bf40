import { existsSync } from 'node:fs';
import { cp, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { succeed } from './run-program.ts';
import { writeTinyModel } from './tiny-model.ts';

/**
 * A workspace with the model `tiny`, which has its keys. Making it takes seconds: the first who asks does it, the others
 * copy.
 * @param workspace where there is nothing yet
 */
export async function prepareWorkspace(workspace: string): Promise<void> {
  const shared = inject('sharedFolder');
  const made = join(shared, 'tiny workspace');
  const isFirst = await mkdir(join(shared, 'tiny')).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    const partial = join(shared, 'tiny', 'workspace');
    const { model, samples } = await writeTinyModel(join(shared, 'tiny'));
    for (const args of [
      ['import', model],
      ['quantize', 'tiny', '-s', samples],
      ['compile', 'tiny'],
      ['setup', 'tiny'],
    ]) {
      await succeed([...args, '-w', partial]);
    }
    await rename(partial, made);
  }
  while (!existsSync(made)) await sleep(50);
  // The database alone holds everything once it is closed; the files beside it come and go.
  await cp(made, workspace, { recursive: true, filter: (path) => !/-(wal|shm)$/.test(path) });
}
