import { existsSync } from 'node:fs';
import { cp, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { type Client, createClient } from '../../../src-main/api/client.ts';
import { createEngine, type Engine } from '../../../src-main/engine/engine.ts';
import { forkWorker } from '../../../src-main/engine/jobs/fork-worker.ts';
import { writeTinyModel } from '../../cli/support/tiny-model.ts';

/**
 * A workspace of its own with two models that have keys, `tiny` (its input `x` of shape [1, 4] is committed) and `open`
 * (the same with a public input). Making them takes seconds: the first who asks does it, the others copy.
 * @param root where there is nothing yet
 * @returns a client of its engine, which is to be closed
 */
export async function makeServedWorkspace(
  folder: string,
  root = join(folder, 'workspace'),
): Promise<{ root: string; client: Client; engine: Engine }> {
  const shared = inject('sharedFolder');
  const made = join(shared, 'workspace');
  const isFirst = await mkdir(join(shared, 'begun')).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    const partial = join(shared, 'partial');
    await makeModels(shared, partial);
    await rename(partial, made);
  }
  while (!existsSync(made)) await sleep(50);
  await cp(made, root, { recursive: true });
  const engine = openEngine(root);
  return { root, engine, client: createClient(engine) };
}

function openEngine(workspace: string): Engine {
  return createEngine({
    paths: { workspace },
    secrets: { signingKey: async () => undefined },
    spawnWorker: () => forkWorker(),
  });
}

async function makeModels(folder: string, workspace: string): Promise<void> {
  const { model, samples } = await writeTinyModel(folder);
  const engine = openEngine(workspace);
  const client = createClient(engine);
  for (const [name, mode] of [
    ['tiny', 'committed'],
    ['open', 'public'],
  ] as const) {
    await client.importModel({ path: model, name }, {});
    await client.quantizeModel({ name, samples }, {});
    await client.compileModel({ name, modes: { x: mode } }, {});
    await client.setupModel({ name }, {});
  }
  await engine.close();
}
