import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { forgetQueue, type OpenQueue, openQueue, type QueueSettings } from './open-queue.ts';
import { RedisServer, withoutRedis } from './redis-server.ts';
import { makeServedWorkspace } from './served-workspace.ts';

export interface QueueBench {
  kind: 'embedded' | 'redis';
  /** The workspace. */
  root: string;
  /** The queue that is open. */
  readonly open: OpenQueue;
  /** Where the queue of this test is in Redis. */
  readonly place: { url: string; prefix: string } | undefined;
  /** Opens the queue of this test, which is closed at its end; a second time it finds what the first one left. */
  begin(settings?: QueueSettings): Promise<OpenQueue>;
}

/** The same tests over a queue in the workspace and over one in Redis, each test with an empty queue. */
export function eachQueue(body: (bench: QueueBench) => void): void {
  const folder = temporaryFolder();
  const root = join(folder, 'workspace');
  let redis: RedisServer | undefined;

  beforeAll(async () => {
    if (withoutRedis === undefined) redis = await RedisServer.start(join(folder, 'redis'));
    else process.stdout.write(`skipped: ${withoutRedis}\n`);
    await (await makeServedWorkspace(folder, root)).engine.close();
  });
  afterAll(() => redis?.end());

  describe.each(['embedded', 'redis'] as const)('%s', (kind) => {
    let open: OpenQueue | undefined;
    let place: { url: string; prefix: string } | undefined;

    beforeEach(({ skip }) => {
      skip(kind === 'redis' && !redis, withoutRedis);
      open = undefined;
      forgetQueue(root);
      place = kind === 'redis' ? { url: redis!.url, prefix: randomBytes(6).toString('hex') } : undefined;
    });
    afterEach(() => open?.close());

    body({
      kind,
      root,
      get open() {
        return open!;
      },
      get place() {
        return place;
      },
      begin: async (settings) => (open = await openQueue(root, settings, place)),
    });
  });
}
