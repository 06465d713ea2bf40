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

test('publish is killed before and after every request, from shortly before it signs to its end', async () => {
  const { methods } = await killAndPublishAgain(made, 'whole', undefined);
  const first = methods.indexOf('eth_sendRawTransaction') - 5;
  // The last requests wait for a block, and there may be fewer of them the next time.
  const last = Math.min(methods.length - 5, first + Number(process.env.TEST_ROUNDS ?? methods.length));
  expect(last - first).toBeGreaterThan(20);
  for (let at = first; at < last; at++) {
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
