import { createHash } from 'node:crypto';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toQuantity, Wallet } from 'ethers';
import { zKey } from 'snarkjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../../../src-main/api/client.ts';
import {
  type CeremonyTranscript,
  gradeOfTranscript,
  transcriptSchema,
} from '../../../src-main/api/receipt.ts';
import { type LocalChain, startLocalChain } from '../../../src-main/engine/chain/start-local-chain.ts';
import { startLyingNode } from '../chain/support/lying-node.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { CeremonyBench, OWNER, privateKey } from './support/ceremony-bench.ts';

const bench = new CeremonyBench();
const [ALICE, BOB, CAROL] = ['2', '3', '4'].map((digit) => new Wallet(privateKey(digit)).address);
const clients = new Map<string, Client>();
let chain: LocalChain;

beforeAll(async () => {
  chain = await startLocalChain({ nodeArguments: ['--chain-id', '1'] });
});
afterAll(async () => {
  await chain.stop();
});

describe('a ceremony between workspaces', () => {
  let folder: string;
  let beaconBlock: number;

  test("begins in the publisher's workspace with the published powers of tau that are there", async () => {
    await bench.prepare('tiny');
    const start = () =>
      bench.publisher.startCeremony({ name: 'tiny', folder: join(bench.root, 'round'), publisher: [OWNER] });
    expect((await appErrorOf(start(), 'option-invalid')).remedy).toContain('ptau fetch 8');
    await bench.publisher.importPtau({ path: bench.ptauPath });
    const begun = await start();
    ({ folder } = begun);
    expect(begun.phase1).toMatchObject({ provenance: 'public', file: 'test_08.ptau' });
    // What everybody can fetch is not handed round.
    expect(await readdir(folder)).not.toContain('phase1.ptau');
    // The model gets no other key meanwhile.
    expect(
      (await appErrorOf(bench.publisher.setupModel({ name: 'tiny' }), 'option-invalid')).remedy,
    ).toContain('ceremony finish');
    await appErrorOf(start(), 'option-invalid');
    await appErrorOf(bench.publisher.finishCeremony({ name: 'tiny', folder }), 'ceremony-invalid');
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
      const client = bench.open(name, () => key, bench.published);
      clients.set(name, client);
      folder = await bench.handTo(folder, `at ${name}`);
      const contribute = (block?: number) =>
        client.contributeToCeremony({
          folder,
          contributor: name,
          ...(block === undefined ? {} : { beacon: { block, iterationsExponent: 10 }, rpc: chain.url }),
        });
      if (index === 0) {
        expect((await appErrorOf(contribute(), 'option-invalid')).remedy).toContain('ptau fetch 8');
      }
      await client.importPtau({ path: bench.ptauPath });
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
    const anybody = bench.open('anybody', undefined, bench.published);
    await anybody.importPtau({ path: bench.ptauPath });
    const add = (rpc = chain.url) => anybody.addCeremonyBeacon({ folder, rpc });
    expect((await appErrorOf(add(), 'option-invalid')).message).toContain('not final');
    await chain.provider.send('evm_increaseTime', [60]);
    await chain.provider.send('anvil_mine', ['0x100']);
    // A beacon that is not the block's hash is found by whoever asks a node.
    const wrong = await bench.handTo(folder, 'wrong beacon');
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
    const stranger = bench.open('stranger');
    const verified = await stranger.verifyCeremony({ folder, ptau: bench.ptauPath });
    expect(verified.text).toBe('phase 1: local; phase 2: 3 signed + beacon; grade: local');
    expect(verified.condition).toBeNull();
  });

  test("snarkjs accepts the key, which becomes the model's for good; receipts carry who made it", async () => {
    const made = await bench.publisher.finishCeremony({ name: 'tiny', folder });
    expect(made.grade).toBe('ceremony');
    const key = join(made.folder, 'proving-key.zkey');
    expect(await zKey.verifyFromR1cs(join(folder, 'circuit.r1cs'), bench.ptauPath, key)).toBe(true);

    const text = await readFile(join(made.folder, 'transcript.json'), 'utf8');
    const transcript = transcriptSchema.parse(JSON.parse(text));
    expect(gradeOfTranscript(transcript, [OWNER])).toMatchObject({ independent: [ALICE, BOB, CAROL] });
    expect(gradeOfTranscript(transcript, [OWNER, ALICE!, BOB!, CAROL!]).grade).toBe('local');

    const proven = await bench.publisher.proveInference({ name: 'tiny', samples: bench.samples });
    const verified = await bench.publisher.verifyReceipt({ path: proven.receipt });
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
      const path = join(bench.root, 'retold.json');
      const whole = JSON.parse(await readFile(proven.receipt, 'utf8')) as { key: object };
      await writeFile(
        path,
        JSON.stringify({ ...whole, key: { ...whole.key, transcript: words, transcriptHash } }),
      );
      return (await appErrorOf(bench.publisher.verifyReceipt({ path }), 'proof-invalid')).message;
    };
    expect(await retold(({ phase2 }) => phase2.contributions.reverse())).toContain('says that it is');
    expect(
      await retold(({ phase2 }) => (phase2.contributions[0]!.signature = phase2.contributions[1]!.signature)),
    ).toContain('forged');
    expect(await retold(({ phase2 }) => phase2.publisher.push(ALICE!, BOB!, CAROL!))).toContain(
      'does not follow',
    );

    // An audit by somebody else, who has the published file, too.
    const bundle = join(bench.root, 'bundle');
    await bench.publisher.bundleModel({ name: 'tiny', output: bundle });
    const audit = (trust: string[] = [], beaconRpc?: string) =>
      clients.get('Alice')!.auditBundle({ path: bundle, key, ptau: bench.ptauPath, trust, beaconRpc });
    const beaconCheck = async (beaconRpc?: string) =>
      (await audit([], beaconRpc)).checks.find(({ code }) => code === 'beacon');
    const audited = await audit([BOB!]);
    expect(audited.checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(audited.grade).toMatchObject({
      text: 'phase 1: public; phase 2: 3 signed + beacon; grade: ceremony',
      independent: [ALICE, BOB, CAROL],
    });
    expect((await audit([OWNER])).passed).toBe(false);
    expect(await beaconCheck()).toMatchObject({ outcome: 'not-checked' });
    expect(await beaconCheck(chain.url)).toMatchObject({
      outcome: 'passed',
      detail: `It is the hash of Ethereum block ${beaconBlock}, which came after it was named.`,
    });
    const liar = await startLyingNode(chain.url, async ({ method, params }) => {
      if (method !== 'eth_getBlockByNumber' || params[0] !== toQuantity(beaconBlock)) return undefined;
      const block = (await chain.provider.send(method, params)) as object;
      return { result: { ...block, hash: `0x${'34'.repeat(32)}` } };
    });
    expect((await beaconCheck(liar.url))!.detail).toContain('not the hash of Ethereum block');
    await liar.stop();

    // The next version's key is not made by the publisher alone, unless that is asked for.
    const next = bench.publisher.prepareModel({ path: bench.model, name: 'next', like: 'tiny' });
    expect((await appErrorOf(next, 'confirmation-missing')).message).toContain('its ceremony starts anew');
    const own = await bench.publisher.setupModel({ name: 'next' });
    expect(own.grade).toBe('local');
    expect(
      (await bench.publisher.prepareModel({ path: bench.model, name: 'next', like: 'tiny' })).steps,
    ).toMatchObject(Array(4).fill({ reused: true }));

    // Setup keeps it, no ceremony begins in its place, and it is not made anew where it is lost.
    expect(await bench.publisher.setupModel({ name: 'tiny' })).toMatchObject({
      reused: true,
      grade: 'ceremony',
    });
    const again = { name: 'tiny', folder: join(bench.root, 'second'), publisher: [OWNER] };
    await appErrorOf(bench.publisher.startCeremony(again), 'option-invalid');
    await appErrorOf(bench.publisher.finishCeremony({ name: 'tiny', folder }), 'option-invalid');
    await appErrorOf(bench.publisher.abandonCeremony({ name: 'tiny' }), 'option-invalid');
    await rm(made.folder, { recursive: true });
    expect(
      (await appErrorOf(bench.publisher.setupModel({ name: 'tiny' }), 'artifact-damaged')).remedy,
    ).toContain('cannot be made again');
  });
});
