import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type {
  NewTransaction,
  PublicationSubject,
} from '../../../src-main/engine/store/journal/journal-types.ts';
import { openWorkspace, type Workspace } from '../../../src-main/engine/store/workspace.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';

const SUBJECT: PublicationSubject = {
  kind: 'publication',
  model: 'credit',
  chainId: '31337',
  genesis: '0x01',
  account: '0xaa',
  modelId: '0x02',
};
const STEPS = [
  { purpose: 'deploy the verifier', effect: '{"kind":"code"}' },
  { purpose: 'register the model', effect: '{"kind":"model"}' },
];
const TRANSACTION: NewTransaction = {
  state: 'signed',
  sender: '0xaa',
  nonce: 7,
  to: '0xbb',
  dataHash: '0xcc',
  gasLimit: 2n ** 60n,
  maxFeePerGas: 2n ** 70n,
  maxPriorityFeePerGas: 1n,
  hash: '0xdd',
  raw: '0xee',
};

const root = temporaryFolder();
const opened: Workspace[] = [];

function workspaceAt(name: string): Workspace {
  const workspace = openWorkspace(join(root, name));
  opened.push(workspace);
  return workspace;
}

afterEach(async () => {
  for (const workspace of opened.splice(0)) await workspace.close();
});

test('what was written is there for the next process, and a publication that was not ended goes on', async () => {
  const first = await workspaceAt('resumed').journal.begin(SUBJECT, STEPS);
  expect(first.isResumed).toBe(false);
  const [deploy] = first.steps();
  const transaction = first.addTransaction(deploy!.id, TRANSACTION);
  first.markSent(transaction, deploy!.id, '0xdd', 12);
  first.close();

  const workspace = workspaceAt('resumed');
  const second = await workspace.journal.begin(SUBJECT, STEPS);
  expect(second.isResumed).toBe(true);
  expect(second.steps().map(({ purpose, state }) => [purpose, state])).toEqual([
    ['deploy the verifier', 'sent'],
    ['register the model', 'planned'],
  ]);
  expect(second.transactions(deploy!.id)).toEqual([
    { ...TRANSACTION, id: transaction.id, state: 'sent', sentAt: expect.any(Number), sentBlock: 12 },
  ]);
  second.markStep(deploy!.id, { state: 'mined', transactionHash: '0xdd', blockNumber: 13, gasUsed: 5 });
  second.markStep(deploy!.id, { state: 'confirmed' });
  second.finish();
  second.close();

  const [record] = await workspace.journal.list('credit');
  expect(record).toMatchObject({ ...SUBJECT, state: 'done', problem: null });
  expect(record!.steps[0]).toMatchObject({
    state: 'confirmed',
    transactionHash: '0xdd',
    blockNumber: 13,
    gasUsed: 5,
  });
  expect((await workspace.journal.begin(SUBJECT, STEPS)).isResumed).toBe(false);
});

test('models share the steps of an account on a chain, and nothing with a chain that began anew', async () => {
  const { journal } = workspaceAt('shared');
  const first = await journal.begin(SUBJECT, STEPS);
  first.addTransaction(first.steps()[0]!.id, TRANSACTION);
  first.close();

  const other = await journal.begin({ ...SUBJECT, model: 'mnist', modelId: '0x03' }, [STEPS[0]!]);
  expect(other.isResumed).toBe(false);
  expect(other.steps()[0]).toMatchObject({ state: 'signed' });
  other.close();

  const anew = await journal.begin({ ...SUBJECT, genesis: '0x09' }, STEPS);
  expect(anew.steps()[0]).toMatchObject({ state: 'planned' });
  expect(anew.transactions(anew.steps()[0]!.id)).toEqual([]);
});

test('a step that is no longer on the chain loses its block', async () => {
  const publication = await workspaceAt('reorganized').journal.begin(SUBJECT, STEPS);
  const [deploy] = publication.steps();
  publication.markStep(deploy!.id, { state: 'mined', found: true, blockNumber: 3, blockHash: '0x03' });
  publication.markStep(deploy!.id, { state: 'sent' });
  expect(publication.steps()[0]).toMatchObject({
    state: 'sent',
    found: false,
    blockNumber: null,
    blockHash: null,
  });
});

test('one at a time sends with an account', async () => {
  const { journal } = workspaceAt('leased');
  const first = await journal.begin(SUBJECT, STEPS);
  const error = await appErrorOf(
    journal.begin({ ...SUBJECT, model: 'mnist', modelId: '0x03' }, STEPS),
    'workspace-unusable',
  );
  expect(error.message).toMatch(/Another process is publishing the model "credit" with the account 0xaa/);
  (await journal.begin({ ...SUBJECT, account: '0xab' }, STEPS)).close();
  (await journal.begin({ ...SUBJECT, genesis: '0x09' }, STEPS)).close();
  first.close();
  (await journal.begin(SUBJECT, STEPS)).close();
});

test('a process that was killed holds nothing up, and one that was overtaken writes no more', async () => {
  const script = `
    import { openWorkspace } from ${JSON.stringify(new URL('../../../src-main/engine/store/workspace.ts', import.meta.url).href)};
    await openWorkspace(${JSON.stringify(join(root, 'killed'))}).journal.begin(${JSON.stringify(SUBJECT)}, []);
    process.stdout.write('begun');
    setInterval(() => undefined, 1000);
  `;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const workspace = workspaceAt('killed');
  await appErrorOf(workspace.journal.begin(SUBJECT, STEPS), 'workspace-unusable');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const publication = await workspace.journal.begin(SUBJECT, STEPS);

  const steal = `UPDATE publish_leases SET token = 'of another'`;
  const { Connection } = await import('../../../src-main/engine/store/connection.ts');
  const thief = new Connection(join(root, 'killed', 'proofpress.sqlite'));
  thief.run(steal);
  thief.close();
  const [deploy] = publication.steps();
  const write = async () => publication.addTransaction(deploy!.id, TRANSACTION);
  expect((await appErrorOf(write(), 'workspace-unusable')).message).toMatch(/another one went on/);
  expect(publication.transactions(deploy!.id)).toEqual([]);
});
