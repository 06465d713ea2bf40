import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { ChainSession } from '../../../src-main/engine/chain-session.ts';
import type { Host } from '../../../src-main/engine/host.ts';
import { openWorkspace } from '../../../src-main/engine/store/workspace.ts';

let chains: ChainSession;
let close: () => Promise<void>;

beforeEach(() => {
  const workspace = openWorkspace(temporaryFolder());
  // What signs with keys is no part of this.
  chains = new ChainSession({ secrets: { signingKey: async () => undefined } } as unknown as Host, workspace);
  close = () => workspace.close();
});

afterEach(async () => {
  await chains.close();
  await close();
});

/** Process ids of the local chains that this process has started. */
function localChains(): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm=,stat='], { encoding: 'utf8' })
    .trim()
    .split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, parent, name, state]) =>
        Number(parent) === process.pid && name === 'anvil' && !state?.startsWith('Z'),
    )
    .map(([pid]) => Number(pid));
}

test('calls that need the embedded chain at the same time get the same one', async () => {
  const connections = await Promise.all([1, 2, 3].map(() => chains.connect({}, {})));
  expect(new Set(connections.map(({ provider }) => provider)).size).toBe(1);
  expect(localChains()).toHaveLength(1);
  const signer = await chains.openSigner(connections[0]!, undefined, {});
  expect(signer.provider).toBe(connections[0]!.provider);
});

test('a call that is cancelled while it starts leaves it to the others', async () => {
  const controller = new AbortController();
  const cancelled = chains.connect({}, { signal: controller.signal });
  const other = chains.connect({}, {});
  controller.abort();
  await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
  expect(await (await other).provider.getBlockNumber()).toBe(0);
});

test('one that was ended from outside is started anew, with what was saved of it', async () => {
  const { provider } = await chains.connect({}, {});
  await provider.send('anvil_mine', ['0x3']);
  await chains.save();
  const [pid] = localChains();
  process.kill(pid!, 'SIGKILL');
  // That it is gone becomes known a moment later.
  const blockNumber = async () => (await chains.connect({}, {})).provider.getBlockNumber().catch(() => null);
  await expect.poll(blockNumber, { timeout: 60_000 }).toBe(3);
  expect(localChains()).toHaveLength(1);
  expect(localChains()).not.toContain(pid);
});

test.each([0, 1, 20, 100])(
  'nothing is left of it when the session is closed after %d ms',
  async (milliseconds) => {
    const starting = chains.connect({}, {}).catch(() => undefined);
    await sleep(milliseconds);
    await chains.close();
    await starting;
    expect(localChains()).toEqual([]);
  },
);
