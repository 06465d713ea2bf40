import { createHash } from 'node:crypto';
import { cp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Wallet } from 'ethers';
import { zKey } from 'snarkjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../../src-main/api/client.ts';
import {
  type CeremonyTranscript,
  gradeOfTranscript,
  transcriptSchema,
} from '../../../src-main/api/receipt.ts';
import { type LocalChain, startLocalChain } from '../../../src-main/engine/chain/start-local-chain.ts';
import { createEngine, type Engine } from '../../../src-main/engine/engine.ts';
import type { WorkerProcess } from '../../../src-main/engine/host.ts';
import { forkWorker } from '../../../src-main/engine/jobs/fork-worker.ts';
import { hashPtau } from '../../../src-main/engine/proofs/groth16/ptau/ptau-provenance.ts';
import type { PublishedPtau } from '../../../src-main/engine/proofs/groth16/ptau/published-ptau.ts';
import { writeLocalPtau } from '../../../src-main/engine/proofs/groth16/ptau/write-local-ptau.ts';
import { releaseCurve } from '../../../src-main/engine/proofs/groth16/prover/release-curve.ts';
import { openWorkspace } from '../../../src-main/engine/store/workspace.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { writeTinyModel } from '../../cli/support/tiny-model.ts';
import { appErrorOf } from '../groth16/app-error.ts';

const root = temporaryFolder();
const privateKey = (digit: string) => `0x${digit.repeat(64)}`;
const OWNER = new Wallet(privateKey('1')).address;
const [ALICE, BOB, CAROL] = ['2', '3', '4'].map((digit) => new Wallet(privateKey(digit)).address);
const engines: Engine[] = [];
let ptauPath: string;
/** A file that the test takes for published. */
let published: PublishedPtau[];
let samples: string;
let model: string;
let chain: LocalChain;
let publisher: Client;
const clients = new Map<string, Client>();
/** The latest one of each workspace. */
const workers = new Map<string, WorkerProcess>();
/** What signs in the publisher's workspace. */
let publisherKey: string | undefined;

/** Somebody's program, in a workspace of its own. */
function open(
  workspace: string,
  key: () => string | undefined = () => undefined,
  publishedPtau?: readonly PublishedPtau[],
): Client {
  const engine = createEngine(
    {
      paths: { workspace: join(root, workspace) },
      secrets: { signingKey: () => Promise.resolve(key()) },
      spawnWorker: () => {
        const worker = forkWorker();
        workers.set(workspace, worker);
        return worker;
      },
    },
    publishedPtau ? { publishedPtau } : {},
  );
  engines.push(engine);
  return createClient(engine);
}

async function prepare(client: Client, name: string): Promise<void> {
  await client.importModel({ path: model, name });
  await client.quantizeModel({ name, samples });
  await client.compileModel({ name });
}

/** Hands the folder on: each contributor works on a copy. */
async function handTo(folder: string, name: string): Promise<string> {
  const copy = join(root, name);
  await cp(folder, copy, { recursive: true });
  return copy;
}

beforeAll(async () => {
  ({ model, samples } = await writeTinyModel(root));
  ptauPath = join(root, 'shared.ptau');
  await writeLocalPtau(ptauPath, 8);
  published = [{ power: 8, file: 'test_08.ptau', blake2b: await hashPtau(ptauPath) }];
  publisher = open('publisher', () => publisherKey, published);
  chain = await startLocalChain({ nodeArguments: ['--chain-id', '1'] });
});
afterAll(async () => {
  for (const engine of engines) await engine.close();
  await chain.stop();
  releaseCurve();
});

describe('a ceremony between workspaces', () => {
  let folder: string;
  let beaconBlock: number;

  test("begins in the publisher's workspace with the published powers of tau that are there", async () => {
    await prepare(publisher, 'tiny');
    const start = () =>
      publisher.startCeremony({ name: 'tiny', folder: join(root, 'round'), publisher: [OWNER] });
    expect((await appErrorOf(start(), 'option-invalid')).remedy).toContain('ptau fetch 8');
    await publisher.importPtau({ path: ptauPath });
    const begun = await start();
    ({ folder } = begun);
    expect(begun.phase1).toMatchObject({ provenance: 'public', file: 'test_08.ptau' });
    // What everybody can fetch is not handed round.
    expect(await readdir(folder)).not.toContain('phase1.ptau');
    // The model gets no other key meanwhile.
    expect((await appErrorOf(publisher.setupModel({ name: 'tiny' }), 'option-invalid')).remedy).toContain(
      'ceremony finish',
    );
    await appErrorOf(start(), 'option-invalid');
    await appErrorOf(publisher.finishCeremony({ name: 'tiny', folder }), 'ceremony-invalid');
  });

  test('three people contribute in three workspaces; who lacks phase 1 is told what to fetch', async () => {
    const latest = await chain.provider.getBlockNumber();
    beaconBlock = latest + 2;
    const people = [
      ['Alice', privateKey('2')],
      ['Bob', privateKey('3')],
      ['Carol', privateKey('4')],
    ] as const;
    for (const [index, [name, key]] of people.entries()) {
      const client = open(name, () => key, published);
      clients.set(name, client);
      folder = await handTo(folder, `at ${name}`);
      const contribute = (block?: number) =>
        client.contributeToCeremony({
          folder,
          contributor: name,
          ...(block === undefined ? {} : { beacon: { block, iterationsExponent: 10 }, rpc: chain.url }),
        });
      if (index === 0) {
        expect((await appErrorOf(contribute(), 'option-invalid')).remedy).toContain('ptau fetch 8');
      }
      await client.importPtau({ path: ptauPath });
      if (index === 2) {
        // A block that is there already holds no surprise.
        await appErrorOf(contribute(latest), 'option-invalid');
      }
      const made = await contribute(index === 2 ? beaconBlock : undefined);
      expect(made).toMatchObject({ contribution: index + 1, signer: new Wallet(key).address });
      expect(made.statement).toContain(`Contribution: ${index + 1}\n`);
    }
  });

  test('the beacon is the hash of the block that the last one named, once it is final', async () => {
    const anybody = open('anybody', undefined, published);
    await anybody.importPtau({ path: ptauPath });
    const add = (rpc = chain.url) => anybody.addCeremonyBeacon({ folder, rpc });
    expect((await appErrorOf(add(), 'option-invalid')).message).toContain('not final');
    await chain.provider.send('evm_increaseTime', [60]);
    await chain.provider.send('anvil_mine', ['0x100']);
    // A beacon that is not the block's hash is found by whoever asks a node.
    const wrong = await handTo(folder, 'wrong beacon');
    await anybody.addCeremonyBeacon({ folder: wrong, blockHash: `0x${'12'.repeat(32)}` });
    expect((await anybody.verifyCeremony({ folder: wrong })).beacon?.isCompared).toBe(false);
    expect(
      (await appErrorOf(anybody.verifyCeremony({ folder: wrong, rpc: chain.url }), 'ceremony-invalid'))
        .message,
    ).toContain(`not the hash of Ethereum block ${beaconBlock}`);

    const added = await add();
    expect(added.blockHash).toBe((await chain.provider.getBlock(beaconBlock))?.hash);
    const verified = await anybody.verifyCeremony({ folder, rpc: chain.url });
    expect(verified).toMatchObject({
      text: 'phase 1: public; phase 2: 3 signed + beacon; grade: ceremony',
      independent: [ALICE, BOB, CAROL],
      beacon: { block: beaconBlock, isCompared: true },
    });
    expect(verified.condition).toContain(`${ALICE}, ${BOB}, ${CAROL}`);
    await appErrorOf(anybody.contributeToCeremony({ folder, contributor: 'Late' }), 'ceremony-invalid');
  });

  test('without the injected list the same folder says: local', async () => {
    const stranger = open('stranger');
    const verified = await stranger.verifyCeremony({ folder, ptau: ptauPath });
    expect(verified.text).toBe('phase 1: local; phase 2: 3 signed + beacon; grade: local');
    expect(verified.condition).toBeNull();
  });

  test("snarkjs accepts the key, which becomes the model's for good; receipts carry who made it", async () => {
    const made = await publisher.finishCeremony({ name: 'tiny', folder });
    expect(made.grade).toBe('ceremony');
    const key = join(made.folder, 'proving-key.zkey');
    expect(await zKey.verifyFromR1cs(join(folder, 'circuit.r1cs'), ptauPath, key)).toBe(true);

    const text = await readFile(join(made.folder, 'transcript.json'), 'utf8');
    const transcript = transcriptSchema.parse(JSON.parse(text));
    expect(gradeOfTranscript(transcript, [OWNER])).toMatchObject({ independent: [ALICE, BOB, CAROL] });
    expect(gradeOfTranscript(transcript, [OWNER, ALICE!, BOB!, CAROL!]).grade).toBe('local');

    const proven = await publisher.proveInference({ name: 'tiny', samples });
    const verified = await publisher.verifyReceipt({ path: proven.receipt });
    expect(verified.grade).toBe('ceremony');
    expect(verified.key.condition).toContain(`${ALICE}, ${BOB}, ${CAROL}`);
    const receipt = JSON.parse(await readFile(proven.receipt, 'utf8')) as { key: { transcript: string } };
    expect(receipt.key.transcript).toBe(text);

    // A publisher's own words in a transcript are held against its signatures and the owner.
    const retold = async (change: (told: CeremonyTranscript) => void) => {
      const told = structuredClone(transcript as CeremonyTranscript);
      change(told);
      const words = JSON.stringify(told);
      const transcriptHash = `0x${createHash('sha256').update(words).digest('hex')}`;
      const path = join(root, 'retold.json');
      const whole = JSON.parse(await readFile(proven.receipt, 'utf8')) as { key: object };
      await writeFile(
        path,
        JSON.stringify({ ...whole, key: { ...whole.key, transcript: words, transcriptHash } }),
      );
      return (await appErrorOf(publisher.verifyReceipt({ path }), 'proof-invalid')).message;
    };
    expect(await retold(({ phase2 }) => phase2.contributions.reverse())).toContain('says that it is');
    expect(
      await retold(({ phase2 }) => (phase2.contributions[0]!.signature = phase2.contributions[1]!.signature)),
    ).toContain('forged');
    expect(await retold(({ phase2 }) => phase2.publisher.push(ALICE!, BOB!, CAROL!))).toContain(
      'does not follow',
    );

    // An audit by somebody else, who has the published file, too.
    const bundle = join(root, 'bundle');
    await publisher.bundleModel({ name: 'tiny', output: bundle });
    const audit = (trust: string[] = []) =>
      clients.get('Alice')!.auditBundle({ path: bundle, key, ptau: ptauPath, trust });
    const audited = await audit([BOB!]);
    expect(audited.checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(audited.grade).toMatchObject({
      text: 'phase 1: public; phase 2: 3 signed + beacon; grade: ceremony',
      independent: [ALICE, BOB, CAROL],
    });
    expect((await audit([OWNER])).passed).toBe(false);

    // Setup keeps it, no ceremony begins in its place, and it is not made anew where it is lost.
    expect(await publisher.setupModel({ name: 'tiny' })).toMatchObject({ reused: true, grade: 'ceremony' });
    const again = { name: 'tiny', folder: join(root, 'second'), publisher: [OWNER] };
    await appErrorOf(publisher.startCeremony(again), 'option-invalid');
    await appErrorOf(publisher.finishCeremony({ name: 'tiny', folder }), 'option-invalid');
    await appErrorOf(publisher.abandonCeremony({ name: 'tiny' }), 'option-invalid');
    await rm(made.folder, { recursive: true });
    expect((await appErrorOf(publisher.setupModel({ name: 'tiny' }), 'artifact-damaged')).remedy).toContain(
      'cannot be made again',
    );
  });
});

describe('grades', () => {
  test('three contributions that the owner alone signed stay local', async () => {
    publisherKey = privateKey('1');
    await prepare(publisher, 'alone');
    const { folder } = await publisher.startCeremony({
      name: 'alone',
      folder: join(root, 'alone'),
      publisher: [OWNER],
    });
    for (const contributor of ['One', 'Two', 'Three'])
      await publisher.contributeToCeremony({ folder, contributor });
    const verified = await publisher.verifyCeremony({ folder });
    expect(verified.text).toBe('phase 1: public; phase 2: 3 signed; grade: local');
    expect(verified.independent).toEqual([]);
    expect((await publisher.finishCeremony({ name: 'alone', folder })).grade).toBe('local');
  });

  test("a signature may come later, from a wallet; until then the contribution is the publisher's own", async () => {
    publisherKey = undefined;
    await prepare(publisher, 'later');
    const { folder } = await publisher.startCeremony({
      name: 'later',
      folder: join(root, 'later round'),
      publisher: [OWNER],
    });
    const { statement, signer } = await publisher.contributeToCeremony({ folder, contributor: 'Dan' });
    expect(signer).toBeNull();
    const text = async () => (await publisher.verifyCeremony({ folder })).text;
    expect(await text()).toBe('phase 1: public; phase 2: 1 unsigned; grade: local');
    const signed = await publisher.signContribution({
      folder,
      signature: await new Wallet(privateKey('5')).signMessage(statement),
    });
    expect(signed.signer).toBe(new Wallet(privateKey('5')).address);
    expect(await text()).toBe('phase 1: public; phase 2: 1 signed; grade: ceremony');
    await appErrorOf(publisher.signContribution({ folder, signature: '0x00' }), 'option-invalid');

    // Given up, the model gets a key of its own.
    await publisher.abandonCeremony({ name: 'later' });
    expect((await stat(folder)).isDirectory()).toBe(true);
    expect(await publisher.setupModel({ name: 'later', ptau: ptauPath })).toMatchObject({
      grade: 'local',
      provenance: 'public',
    });
  });

  test('two who contribute to one folder at once: one is kept, the other is told, the ceremony holds', async () => {
    publisherKey = undefined;
    await prepare(publisher, 'both');
    const { folder } = await publisher.startCeremony({
      name: 'both',
      folder: join(root, 'both round'),
      publisher: [OWNER],
    });
    // What a process that was killed would leave.
    await writeFile(join(folder, 'key-7-0123456789ab.zkey'), 'half');
    const outcomes = await Promise.allSettled(
      ['Alice', 'Bob'].map((name) => {
        const client = clients.get(name)!;
        return client.contributeToCeremony({ folder, contributor: name, ptau: ptauPath });
      }),
    );
    const [won, lost] = outcomes.sort((left) => (left.status === 'fulfilled' ? -1 : 1));
    expect(won?.status).toBe('fulfilled');
    await appErrorOf(
      lost?.status === 'rejected' ? Promise.reject(lost.reason as Error) : Promise.resolve(),
      'ceremony-invalid',
      // The key that it had begun to verify is gone already.
      'file-unreadable',
    );
    const { contributions } = await publisher.verifyCeremony({ folder });
    expect(contributions).toHaveLength(1);
    expect(contributions[0]?.hash).toBe(won?.status === 'fulfilled' ? won.value.hash : '');
    const files = (await readdir(folder)).filter(
      (name) => name !== 'ceremony.json' && name !== 'circuit.r1cs',
    );
    await publisher.contributeToCeremony({ folder, contributor: 'Alone' });
    expect(files).not.toContain('key-7-0123456789ab.zkey');
    expect((await readdir(folder)).filter((name) => name.startsWith('key'))).toHaveLength(1);
  });

  test('a worker that is killed while it adds to the key leaves the ceremony as it was', async () => {
    publisherKey = privateKey('7');
    await prepare(publisher, 'killed');
    const { folder } = await publisher.startCeremony({
      name: 'killed',
      folder: join(root, 'killed round'),
      publisher: [OWNER],
    });
    // So many iterations that there is time to kill it.
    const beacon = { block: 7, iterationsExponent: 21 };
    await publisher.contributeToCeremony({ folder, contributor: 'Ada', beacon });
    const before = await readFile(join(folder, 'ceremony.json'), 'utf8');
    const add = (onProgress?: () => void) =>
      publisher.addCeremonyBeacon(
        { folder, blockHash: `0x${'12'.repeat(32)}` },
        onProgress && { onProgress },
      );
    await appErrorOf(
      add(() => workers.get('publisher')?.kill('SIGKILL')),
      'worker-ended',
    );
    expect(await readFile(join(folder, 'ceremony.json'), 'utf8')).toBe(before);
    expect((await publisher.verifyCeremony({ folder })).contributions).toHaveLength(1);
    await add();
    expect((await readdir(folder)).filter((name) => /partial|^key/.test(name))).toHaveLength(1);
    expect((await publisher.verifyCeremony({ folder })).contributions).toHaveLength(2);
  });

  test('a key that contributes in vain: of another circuit, changed while it was away', async () => {
    publisherKey = privateKey('6');
    await prepare(publisher, 'other');
    const { folder } = await publisher.startCeremony({
      name: 'other',
      folder: join(root, 'other round'),
      publisher: [OWNER],
    });
    await publisher.contributeToCeremony({ folder, contributor: 'Eve' });
    await publisher.importModel({ path: model, name: 'twin' });
    await publisher.quantizeModel({ name: 'twin', samples, weightBits: 5 });
    await publisher.compileModel({ name: 'twin' });
    expect(
      (await appErrorOf(publisher.finishCeremony({ name: 'twin', folder }), 'ceremony-invalid')).message,
    ).toContain('another circuit');
    const path = join(folder, 'ceremony.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"Eve"', '"Adam"'));
    expect(
      (await appErrorOf(publisher.finishCeremony({ name: 'other', folder }), 'ceremony-invalid')).message,
    ).toContain('another name');
    // Nothing of it is in the workspace.
    const workspace = openWorkspace(join(root, 'publisher'));
    expect((await workspace.models.read('other')).keys).toEqual({});
    await workspace.close();
  });
});
