import { createEngine } from '../../../../src-main/engine/engine.ts';
import { forkWorker } from '../../../../src-main/engine/jobs/fork-worker.ts';
import { createStudio, type Studio } from '../../../../src-main/engine/studio/create-studio.ts';
import { startServer } from '../../../../src-main/server/start-server.ts';

/** A studio over a real engine; whoever opens it closes it. */
export function openTestStudio(
  workspace: string,
  { graceMilliseconds = 60_000 }: { graceMilliseconds?: number } = {},
): Studio {
  return createStudio({
    workspace,
    graceMilliseconds,
    openServer: startServer,
    createEngine: ({ password, wallet }) =>
      createEngine({
        paths: { workspace },
        secrets: { signingKey: async () => undefined, password },
        wallet,
        spawnWorker: (slot) => forkWorker(undefined, slot),
      }),
  });
}
