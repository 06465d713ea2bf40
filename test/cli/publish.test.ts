import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { killAndPublishAgain, makeWorkspace, type KillPoint } from './support/kill-publish.ts';

const folder = temporaryFolder();
let made: string;

beforeAll(async () => {
  made = await makeWorkspace(folder);
});

const SEND = 'eth_sendRawTransaction';

/** All others are in publish.long.test.ts. */
const POINTS: [title: string, point: KillPoint][] = [
  ['with the first transaction written down and not sent', { method: SEND, at: 0, when: 'before' }],
  ['with the second one sent, which it does not know yet', { method: SEND, at: 1, when: 'after' }],
  ['while the third one waits, which is mined meanwhile', { waitingFor: 2, meanwhile: 'mined' }],
  ['while the first one waits, which is dropped meanwhile', { waitingFor: 0, meanwhile: 'dropped' }],
  ['while the registration waits, which goes on waiting', { waitingFor: 3, meanwhile: 'pending' }],
  ['with the registration sent, which it does not know yet', { method: SEND, at: 3, when: 'after' }],
];

test.each(POINTS)('publish is killed %s; the next one goes on with it', async (title, point) => {
  const { result } = await killAndPublishAgain(made, title, point);
  expect(result).toMatchObject({ resumed: true, alreadyRegistered: false });
  expect(result.gas.register).toBeGreaterThan(100_000);
});
