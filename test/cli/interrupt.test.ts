import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { expectFailure, runProgram, succeed } from './support/run-program.ts';
import { expectNoPartials, snapshot } from './support/snapshot.ts';
import { writeTinyModel } from './support/tiny-model.ts';

const folder = temporaryFolder();
const workspace = join(folder, 'workspace');
let model: string;
let samples: string;
let silentNode: Server;
let asked = false;

beforeAll(async () => {
  ({ model, samples } = await writeTinyModel(folder));
  await succeed(['import', model, '-w', workspace]);
  await succeed(['quantize', 'tiny', '--samples', samples, '-w', workspace]);
  silentNode = createServer(() => (asked = true));
  await new Promise<void>((resolve) => silentNode.listen(0, '127.0.0.1', resolve));
});

afterAll(() => {
  silentNode.closeAllConnections();
  silentNode.close();
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(5)) if (await isSo()) return;
  throw new Error('what was waited for did not happen');
}

/** A step has begun to write what it makes. */
const isWriting = (stage: string) => async () =>
  (await readdir(join(workspace, 'artifacts'))).some(
    (name) => name.startsWith(stage) && name.endsWith('.partial'),
  );

/** What proofs that are being made have written down. */
const temporaryFolders = () => readdir(join(workspace, 'temporary')).catch(() => []);

/** Ctrl-C at that moment ends the command with status 130 and leaves the workspace as it was. */
async function interrupt(args: string[], moment: () => Promise<boolean>, env = {}) {
  const before = await snapshot(workspace);
  const outcome = await runProgram([...args, '-w', workspace, '--json'], {
    env,
    during: async (kill) => {
      await until(moment);
      kill('SIGINT');
    },
  });
  expectFailure(outcome, 'aborted', 130);
  await expectNoPartials(workspace);
  expect(await snapshot(workspace)).toMatchObject(before);
}

test('compile', async () => {
  await interrupt(['compile', 'tiny'], isWriting('circuit'));
  await succeed(['compile', 'tiny', '-w', workspace]);
});

test('setup, at the powers of tau and at the key', async () => {
  await interrupt(['setup', 'tiny'], isWriting('powers-of-tau'));
  expect((await readdir(join(workspace, 'artifacts'))).some((name) => name.startsWith('powers'))).toBe(false);
  await interrupt(['setup', 'tiny'], isWriting('setup'));
  await succeed(['setup', 'tiny', '-w', workspace]);
});

test('prove, which leaves no witness behind', async () => {
  const isProving = async () => (await temporaryFolders()).length > 0;
  await interrupt(['prove', 'tiny', '--input', samples], isProving);
  expect(await temporaryFolders()).toEqual([]);
});

test('publish, at a node that does not answer', async () => {
  const { port } = silentNode.address() as AddressInfo;
  const rpc = `http://127.0.0.1:${port}`;
  const env = { PROOFPRESS_PRIVATE_KEY: `0x${'11'.repeat(32)}` };
  await interrupt(['publish', 'tiny', '--rpc', rpc], async () => asked, env);
});

/** The names of a process's children, on Linux. */
async function childrenOf(pid: number): Promise<string[]> {
  const read = (path: string) => readFile(path, 'utf8').catch(() => '');
  const pids = (await read(`/proc/${pid}/task/${pid}/children`)).split(' ').filter((text) => text !== '');
  return Promise.all(pids.map(async (child) => (await read(`/proc/${child}/comm`)).trim()));
}

test('publish, at any time since the local chain runs', async ({ skip }) => {
  if (process.platform !== 'linux') skip('looks for the local chain in /proc');
  for (const milliseconds of [0, 150, 400]) {
    const outcome = await runProgram(['publish', 'tiny', '-w', workspace, '--json'], {
      during: async (kill, pid) => {
        await until(async () => (await childrenOf(pid)).includes('anvil'));
        await sleep(milliseconds);
        kill('SIGINT');
      },
    });
    // By chance after its end.
    if (outcome.status !== 0) expectFailure(outcome, 'aborted', 130);
    await expectNoPartials(workspace);
  }
  await succeed(['publish', 'tiny', '-w', workspace]);
  await succeed(['prove', 'tiny', '--input', samples, '--on-chain', '-w', workspace]);
});

test('a command starts anew after a cancel, with what was finished', async () => {
  for (const ending of ['', '-wal', '-shm'])
    await rm(join(workspace, `proofpress.sqlite${ending}`), { force: true });
  expect(await succeed(['import', model, '-w', workspace])).toMatchObject({ reused: true });
});
