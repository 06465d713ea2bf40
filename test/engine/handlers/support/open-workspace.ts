import { type Client, createClient } from '../../../../src-main/api/client.ts';
import { contract, type CallName, type CallResult } from '../../../../src-main/api/contract.ts';
import { createEngine, type Engine } from '../../../../src-main/engine/engine.ts';
import { forkWorker } from '../../../../src-main/engine/jobs/fork-worker.ts';
import { writeTinyModel } from '../../../cli/support/tiny-model.ts';

export interface OpenWorkspace {
  root: string;
  engine: Engine;
  client: Client;
}

export function openWorkspaceAt(root: string): OpenWorkspace {
  const engine = createEngine({
    paths: { workspace: root },
    secrets: { signingKey: async () => undefined },
    spawnWorker: () => forkWorker(),
  });
  return { root, engine, client: createClient(engine) };
}

/** Imports and quantizes the tiny network under a name. @returns the files that it was made from */
export async function quantizeTiny(
  client: Client,
  folder: string,
  name: string,
): Promise<{ model: string; samples: string }> {
  const files = await writeTinyModel(folder);
  await client.importModel({ path: files.model, name }, {});
  await client.quantizeModel({ name, samples: files.samples }, {});
  return files;
}

/** What a call answers, held against the contract: fields that it does not know are none that a window may use. */
export function asDeclared<Name extends CallName>(name: Name, result: CallResult<Name>): CallResult<Name> {
  return contract[name].result.parse(result) as CallResult<Name>;
}
