import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startProgram } from '../../bench/serve/start-program.ts';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { fail, ROOT } from '../cli/support/run-program.ts';
import { RedisServer, withoutRedis } from './support/redis-server.ts';
import { makeServedWorkspace } from './support/served-workspace.ts';

const folder = temporaryFolder();

test('worker without a Redis says so', async () => {
  const { root, engine } = await makeServedWorkspace(folder, join(folder, 'alone'));
  await engine.close();
  await fail(['worker', '--queue', 'redis://127.0.0.1:1', '-w', root], 'queue-unreachable');
});

test.skipIf(withoutRedis)(
  'a server that proves nothing itself, and a worker with a workspace of its own',
  async () => {
    const redis = await RedisServer.start(join(folder, 'redis'));
    onTestFinished(() => redis.end());
    const [server, elsewhere] = await Promise.all(
      ['server', 'elsewhere'].map((name) => makeServedWorkspace(folder, join(folder, name))),
    );
    await Promise.all([server!.engine.close(), elsewhere!.engine.close()]);
    const program = await startProgram(server!.root, ['--queue', redis.url, '--anonymous', '60']);
    const worker = spawn(
      process.execPath,
      [join(ROOT, 'bin/proofpress.mjs'), 'worker', '--queue', redis.url, '-w', elsewhere!.root],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    try {
      const response = await fetch(`${program.url}/v1/models/open/inferences`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', prefer: 'wait=60' },
        body: JSON.stringify({ inputs: { x: [1, 2, 3, 4] } }),
      });
      expect(response.status).toBe(200);
      expect(JSON.stringify(await response.json())).toContain('"proofpress-receipt-1"');
    } finally {
      await end(worker);
      await program.stop();
    }
    expect(worker.exitCode).toBe(0);
  },
);

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
