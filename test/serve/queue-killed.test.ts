import { join } from 'node:path';
import { beforeAll, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { Random } from '../support/random.ts';
import { killRound } from './support/kill-round.ts';
import { RedisServer, withoutRedis } from './support/redis-server.ts';
import { makeServedWorkspace } from './support/served-workspace.ts';

const folder = temporaryFolder();
const root = join(folder, 'workspace');
const seed = Number(process.env.TEST_SEED ?? Date.now() % 1e9);
const random = new Random(seed);

beforeAll(async () => {
  process.stdout.write(`TEST_SEED=${seed}\n`);
  await (await makeServedWorkspace(folder, root)).engine.close();
});

const PATIENCE = { timeout: 300_000 };

test('kill -9 of worker, server and both: every accepted request ends once', PATIENCE, async () => {
  const { done, failed } = await killRound({ root, requests: 12, kills: 3, random });
  process.stdout.write(`${done} receipts, ${failed} stated failures\n`);
});

test.skipIf(withoutRedis)('the same in Redis, with two workers and Redis restarted', PATIENCE, async () => {
  const server = await RedisServer.start(join(folder, 'redis'));
  onTestFinished(() => server.end());
  const redis = { server, prefix: 'killed' };
  const { done, failed } = await killRound({ root, redis, requests: 12, kills: 3, random });
  process.stdout.write(`${done} receipts, ${failed} stated failures\n`);
});
