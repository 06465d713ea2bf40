import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { Random } from '../support/random.ts';
import { killRound } from './support/kill-round.ts';
import { forgetQueue } from './support/open-queue.ts';
import { RedisServer, withoutRedis } from './support/redis-server.ts';
import { makeServedWorkspace } from './support/served-workspace.ts';

const folder = temporaryFolder();
const root = join(folder, 'workspace');
const rounds = Array.from({ length: Number(process.env.TEST_ROUNDS ?? 10) }, (_, index) => index);
const seed = Number(process.env.TEST_SEED ?? Date.now() % 1e9);
const requests = 100;
const kills = 12;

beforeAll(async () => {
  process.stdout.write(`TEST_SEED=${seed}\n`);
  await (await makeServedWorkspace(folder, root)).engine.close();
});

const say = (round: number, { done, failed }: { done: number; failed: number }) =>
  process.stdout.write(`round ${round}: ${done} receipts, ${failed} stated failures\n`);

describe(`${requests} requests while worker, server or both are killed`, () => {
  test.each(rounds)('round %i', async (round) => {
    forgetQueue(root);
    say(round, await killRound({ root, requests, kills, random: new Random(seed + round) }));
  });
});

describe.skipIf(withoutRedis)('the same in Redis, with two workers and Redis restarted in between', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start(join(folder, 'redis'));
  });
  afterAll(() => server.end());

  test.each(rounds)('round %i', async (round) => {
    const redis = { server, prefix: `round ${round}` };
    say(round, await killRound({ root, redis, requests, kills, random: new Random(seed + 1000 + round) }));
  });
});
