import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { killAndPublishAgain, makeWorkspace, type KillPoint } from './support/kill-publish.ts';

const folder = temporaryFolder();
let made: string;
let runs = 0;

const kill = (point: KillPoint) => killAndPublishAgain(made, `run ${runs++}`, point);

beforeAll(async () => {
  made = await makeWorkspace(folder);
});

test('publish is killed before and after every request that it sends', async () => {
  const { methods } = await killAndPublishAgain(made, 'whole', undefined);
  expect(methods.length).toBeGreaterThan(20);
  // Requests that wait for a block may be more or fewer the next time: the last ones may never come.
  const steps = Number(process.env.TEST_ROUNDS ?? methods.length);
  for (let at = 0; at < Math.min(steps, methods.length - 8); at++) {
    for (const when of ['before', 'after'] as const) await kill({ at, when });
  }
});

test('publish is killed in every wait', async () => {
  for (const waitingFor of [0, 1, 2, 3]) {
    for (const meanwhile of ['mined', 'pending', 'dropped'] as const) {
      expect((await kill({ waitingFor, meanwhile })).result.resumed).toBe(true);
    }
  }
});
