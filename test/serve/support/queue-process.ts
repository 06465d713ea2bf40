import { forkWorker } from '../../../src-main/engine/jobs/fork-worker.ts';
import { makeOrder } from '../../../src-main/engine/pipeline/7-serve/make-order.ts';
import { createEmbeddedQueue } from '../../../src-main/engine/pipeline/7-serve/queue/embedded/create-embedded-queue.ts';
import { createRedisQueue } from '../../../src-main/engine/pipeline/7-serve/queue/redis/create-redis-queue.ts';
import { runRedisWorker } from '../../../src-main/engine/pipeline/7-serve/queue/redis/run-redis-worker.ts';
import { ServedModels } from '../../../src-main/engine/pipeline/7-serve/served-models.ts';
import { openWorkspace } from '../../../src-main/engine/store/workspace.ts';
import { describeCause } from '../../../src-main/api/errors.ts';
import { keptLog } from './quiet-log.ts';

// A server or a worker of a queue in a process of its own, which may be killed: orders come and answers go as messages.

export interface ProcessSettings {
  role: 'embedded' | 'redis-server' | 'redis-worker';
  root: string;
  redis?: { url: string; prefix: string };
}

export interface SubmitMessage {
  number: number;
  values: number[];
  idempotencyKey: string;
}

export type AnswerMessage =
  | { type: 'ready' }
  | { type: 'worker'; pid: number }
  | { type: 'accepted'; number: number; id: string }
  | { type: 'refused'; number: number; why: string };

const { role, root, redis } = JSON.parse(process.argv[2]!) as ProcessSettings;
const tell = (message: AnswerMessage) => process.send?.(message);
const workspace = openWorkspace(root);
const models = new ServedModels(workspace);
const options = {
  workspace,
  models,
  log: keptLog(),
  spawnWorker() {
    const worker = forkWorker();
    if (worker.pid !== undefined) tell({ type: 'worker', pid: worker.pid });
    return worker;
  },
};
const inRedis = { ...options, ...redis!, leaseMilliseconds: 3000, mendMilliseconds: 1000 };

process.on('disconnect', () => process.exit());
if (role === 'redis-worker') {
  await runRedisWorker(inRedis);
} else {
  const queue = role === 'embedded' ? await createEmbeddedQueue(options) : await createRedisQueue(inRedis);
  queue.start();
  process.on('message', async ({ number, values, idempotencyKey }: SubmitMessage) => {
    try {
      const order = makeOrder(await models.get('tiny'), { inputs: { x: values } });
      const { id } = await queue.submit(order, { caller: `caller ${number % 3}`, idempotencyKey });
      tell({ type: 'accepted', number, id });
    } catch (error) {
      tell({ type: 'refused', number, why: describeCause(error) });
    }
  });
}
tell({ type: 'ready' });
