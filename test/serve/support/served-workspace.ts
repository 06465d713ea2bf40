import { join } from 'node:path';
import { createClient, type Client } from '../../../src-main/api/client.ts';
import { createEngine, type Engine } from '../../../src-main/engine/engine.ts';
import { forkWorker } from '../../../src-main/engine/jobs/fork-worker.ts';
import { writeTinyModel } from '../../cli/support/tiny-model.ts';

/**
 * Makes a workspace with a model `tiny` that has a key: input `x` of shape [1, 4], committed unless said otherwise.
 * @returns a client of its engine, for more models or a publication; the engine is to be closed
 */
export async function makeServedWorkspace(
  folder: string,
  root = join(folder, 'workspace'),
  mode: 'public' | 'committed' = 'committed',
): Promise<{ root: string; client: Client; engine: Engine }> {
  const { model, samples } = await writeTinyModel(folder);
  const engine = createEngine({
    paths: { workspace: root },
    secrets: { signingKey: async () => undefined },
    spawnWorker: () => forkWorker(),
  });
  const client = createClient(engine);
  await client.importModel({ path: model, name: 'tiny' }, {});
  await client.quantizeModel({ name: 'tiny', samples }, {});
  await client.compileModel({ name: 'tiny', modes: { x: mode } }, {});
  await client.setupModel({ name: 'tiny' }, {});
  return { root, client, engine };
}
