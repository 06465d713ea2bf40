import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Wallet } from 'ethers';
import { zKey } from 'snarkjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beginCeremony } from '../../../src-main/engine/ceremony/begin-ceremony.ts';
import {
  type Ceremony,
  readCeremony,
  writeCeremony,
} from '../../../src-main/engine/ceremony/ceremony-file.ts';
import { extendCeremony } from '../../../src-main/engine/ceremony/extend-ceremony.ts';
import { signStatement } from '../../../src-main/engine/ceremony/sign-statement.ts';
import { verifyCeremony } from '../../../src-main/engine/ceremony/verify-ceremony.ts';
import { nativeAddon } from '../../../src-main/engine/native/load-native.ts';
import { findSection, readBinFile } from '../../../src-main/engine/proofs/binfile/read-bin-file.ts';
import { readContributions } from '../../../src-main/engine/proofs/groth16/keys/read-contributions.ts';
import { PUBLISHED_PTAU } from '../../../src-main/engine/proofs/groth16/ptau/published-ptau.ts';
import { writeLocalPtau } from '../../../src-main/engine/proofs/groth16/ptau/write-local-ptau.ts';
import { releaseCurve } from '../../../src-main/engine/proofs/groth16/prover/release-curve.ts';
import { hashFile } from '../../../src-main/engine/store/artifact-store.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { writeTinyCircuit } from '../groth16/tiny-circuit.ts';

const root = temporaryFolder();
const wallets = ['1', '2', '3'].map((digit) => new Wallet(`0x${digit.repeat(64)}`));
const BEACON = { block: 25_000_000, iterationsExponent: 10 };
const BLOCK_HASH = 'ab'.repeat(32);
let folder: string;
let ptauPath: string;
let copies = 0;

/** A ceremony of a circuit, with nothing contributed. */
async function begin(name: string, isDoubled = true): Promise<string> {
  const { r1csPath } = await writeTinyCircuit(root, { isDoubled, name });
  const made = join(root, `${name} ceremony`);
  await beginCeremony({
    model: name,
    r1csPath,
    circuitHash: `0x${await hashFile(r1csPath)}`,
    ptauPath,
    published: PUBLISHED_PTAU,
    publisher: [wallets[0]!.address],
    folder: made,
  });
  return made;
}

/** As a contributor does; `last` names the beacon. */
async function contribute(to: string, index: number, last = false): Promise<void> {
  const name = `contributor ${index}`;
  const { before, key, contribution, hash } = await extendCeremony({
    folder: to,
    ptauPath,
    addition: { kind: 'secret', name },
  });
  const said = await signStatement(
    {
      circuitHash: before.circuitHash,
      phase1: before.phase1.blake2b,
      contribution,
      hash,
      name,
      time: '2026-01-02T03:04:05Z',
      beacon: last ? BEACON : null,
    },
    wallets[index]!,
  );
  await writeCeremony(to, { ...before, key, contributions: [...before.contributions, said] });
}

async function addBeacon(to: string): Promise<void> {
  const { before, key } = await extendCeremony({
    folder: to,
    ptauPath,
    addition: { kind: 'beacon', name: '', value: BLOCK_HASH, iterationsExponent: 10 },
  });
  await writeCeremony(to, { ...before, key });
}

async function copyOf(from: string): Promise<string> {
  const copy = join(root, `copy ${copies++}`);
  await cp(from, copy, { recursive: true });
  return copy;
}

/** Changes the key, and makes the description name it: what somebody who wants to deceive would do. */
async function replaceKey(of: string, key: Uint8Array): Promise<void> {
  const ceremony = await readCeremony(of);
  const path = join(of, ceremony.key.file);
  await writeFile(path, key);
  await writeCeremony(of, { ...ceremony, key: { ...ceremony.key, sha256: await hashFile(path) } });
}

const readKey = async (of: string) => readFile(join(of, (await readCeremony(of)).key.file));

beforeAll(async () => {
  ptauPath = join(root, 'local.ptau');
  await writeLocalPtau(ptauPath, 5);
  folder = await begin('tiny');
  await contribute(folder, 0);
  await contribute(folder, 1);
  await contribute(folder, 2, true);
});
afterAll(() => releaseCurve());

describe('a ceremony', () => {
  test('of three contributors and a beacon is verified here and by snarkjs', async () => {
    const copy = await copyOf(folder);
    await addBeacon(copy);
    const { contributions, zkeyPath, ceremony } = await verifyCeremony({ folder: copy, ptauPath });
    expect(contributions.map(({ name }) => name)).toEqual([
      'contributor 0',
      'contributor 1',
      'contributor 2',
      '',
    ]);
    expect(contributions[3]?.beacon).toEqual({ value: BLOCK_HASH, iterationsExponent: 10 });
    expect(ceremony.contributions.map(({ signer }) => signer)).toEqual(wallets.map(({ address }) => address));
    const lines: string[] = [];
    const log = (line: string) => void lines.push(line);
    const logger = { debug: log, info: log, warn: log, error: log, log };
    expect(await zKey.verifyFromR1cs(join(copy, 'circuit.r1cs'), ptauPath, zkeyPath, logger)).toBe(true);
    // snarkjs prints the same hashes, the last contribution first.
    const printed = lines.join('\n').replace(/\s/g, '');
    for (const { hash } of contributions) expect(printed).toContain(hash);
    // Nothing but what is handed on.
    expect((await readdir(copy)).filter((name) => name.includes('partial'))).toEqual([]);
  });

  test('begins with a key that nobody has contributed to, and verifies as such', async () => {
    const fresh = await begin('fresh');
    const { contributions } = await verifyCeremony({ folder: fresh, ptauPath });
    expect(contributions).toEqual([]);
    expect((await readdir(fresh)).sort()).toEqual([
      'ceremony.json',
      'circuit.r1cs',
      expect.stringMatching(/^key-0-[0-9a-f]{12}\.zkey$/),
      'phase1.ptau',
    ]);
    await appErrorOf(begin('fresh'), 'option-invalid');
    const early = extendCeremony({
      folder: fresh,
      ptauPath,
      addition: { kind: 'beacon', name: '', value: BLOCK_HASH, iterationsExponent: 10 },
    });
    expect((await appErrorOf(early, 'ceremony-invalid')).message).toContain('No beacon was named');
  });

  test('that is finished takes no contribution, nor one whose last contributor named the beacon', async () => {
    const copy = await copyOf(folder);
    const more = () => contribute(copy, 0);
    expect((await appErrorOf(more(), 'ceremony-invalid')).message).toContain('named the beacon');
    await addBeacon(copy);
    expect((await appErrorOf(more(), 'ceremony-invalid')).message).toContain('finished');
    expect((await appErrorOf(addBeacon(copy), 'ceremony-invalid')).message).toContain('finished');
    await verifyCeremony({ folder: copy, ptauPath });
  });

  test('a contribution that is left out, changed places, or whose statement is missing is found', async () => {
    const ceremony = await readCeremony(folder);
    const [first, second, third] = ceremony.contributions as [
      Ceremony['contributions'][0],
      Ceremony['contributions'][0],
      Ceremony['contributions'][0],
    ];
    for (const [contributions, words] of [
      [[first, third], /contribution 2 \("contributor 2"\) is about contribution 3/],
      [[second, first, third], /contribution 1 \("contributor 1"\) is about contribution 2/],
      [[first, second], /Contribution 3 \("contributor 2"\) is in the key, but nothing is said/],
      [
        [first, { ...second, signature: third.signature }, third],
        /contribution 2 \("contributor 1"\) is forged/,
      ],
      [
        [first, { ...second, signer: wallets[0]!.address }, third],
        /contribution 2 \("contributor 1"\) is forged/,
      ],
    ] as const) {
      const copy = await copyOf(folder);
      await writeCeremony(copy, { ...ceremony, contributions: [...contributions] });
      const error = await appErrorOf(verifyCeremony({ folder: copy, ptauPath }), 'ceremony-invalid');
      expect(error.message).toMatch(words);
    }
  });

  test('records taken out of the key, or put in another order, are found in the key itself', async () => {
    const bytes = await readKey(folder);
    const path = join(folder, (await readCeremony(folder)).key.file);
    const { offset } = findSection(await readBinFile(path), 10);
    // Each record: 320 bytes of points, 64 of the transcript, type, length, the name with its length and type.
    const length = 320 + 64 + 8 + 2 + 'contributor 0'.length;
    const record = (index: number) => bytes.subarray(offset + 68 + index * length).subarray(0, length);
    const withRecords = (...indices: number[]) => {
      const copy = Buffer.concat([
        bytes.subarray(0, offset + 68),
        ...indices.map(record),
        bytes.subarray(offset + 68 + 3 * length),
      ]);
      copy.writeUInt32LE(indices.length, offset + 64);
      copy.writeBigUInt64LE(BigInt(68 + indices.length * length), offset - 8);
      return copy;
    };
    const ceremony = await readCeremony(folder);
    for (const [indices, words] of [
      [[0, 2], /Contribution 2 of the key does not continue/],
      [[1, 0, 2], /Contribution 1 of the key does not continue/],
      [[0, 1], /delta/],
    ] as const) {
      const copy = await copyOf(folder);
      const contributions = indices.map((index, place) => ({
        ...ceremony.contributions[index]!,
        signature: null,
        signer: null,
        statement: { ...ceremony.contributions[index]!.statement, contribution: place + 1, beacon: null },
      }));
      await writeCeremony(copy, { ...ceremony, contributions });
      await replaceKey(copy, withRecords(...indices));
      const error = await appErrorOf(verifyCeremony({ folder: copy, ptauPath }), 'key-invalid');
      // snarkjs says only that something is wrong.
      if (await nativeAddon()) expect(error.message).toMatch(words);
    }
  });

  test('sections 8 and 9 of another model of the same shape are refused before a secret is added', async () => {
    const ours = await begin('ours');
    const theirs = await begin('theirs', false);
    const [victim, other] = [await readKey(ours), await readKey(theirs)];
    expect(victim.length).toBe(other.length);
    const file = await readBinFile(join(ours, (await readCeremony(ours)).key.file));
    const forged = Buffer.from(victim);
    for (const id of [8, 9]) {
      const { offset, size } = findSection(file, id);
      other.copy(forged, offset, offset, offset + size);
    }
    expect(forged.equals(victim)).toBe(false);
    // Nothing else differs: nobody sees it on the verifying key.
    const { offset: records } = findSection(file, 10);
    expect(forged.subarray(0, records).equals(other.subarray(0, records))).toBe(true);
    await replaceKey(ours, forged);
    const before = await readdir(ours);
    expect((await appErrorOf(contribute(ours, 1), 'key-invalid')).message).toMatch(/Section 8|L section/);
    expect(await readdir(ours)).toEqual(before);
    await appErrorOf(verifyCeremony({ folder: ours, ptauPath }), 'key-invalid');
    // A whole key of the other model, too.
    await replaceKey(ours, other);
    expect((await appErrorOf(contribute(ours, 1), 'key-invalid')).message).toMatch(
      /circuit hash|Circuit does not match/,
    );
  });

  test('damaged, cut and foreign files are refused', async () => {
    for (const name of ['circuit.r1cs', (await readCeremony(folder)).key.file]) {
      const copy = await copyOf(folder);
      await truncate(join(copy, name), 1000);
      const error = await appErrorOf(verifyCeremony({ folder: copy, ptauPath }), 'ceremony-invalid');
      expect(error.message).toContain(name);
      await rm(join(copy, name));
      await appErrorOf(verifyCeremony({ folder: copy, ptauPath }), 'file-unreadable');
    }
    const copy = await copyOf(folder);
    const key = await readKey(copy);
    await replaceKey(copy, key.subarray(0, -1));
    await appErrorOf(verifyCeremony({ folder: copy, ptauPath }), 'file-unreadable', 'key-invalid');
    await writeFile(join(copy, 'ceremony.json'), '{"format": "proofpress-ceremony-1"}');
    await appErrorOf(verifyCeremony({ folder: copy, ptauPath }), 'ceremony-invalid');
    await rm(join(copy, 'ceremony.json'));
    await appErrorOf(verifyCeremony({ folder: copy, ptauPath }), 'file-unreadable');
    const otherPtau = join(root, 'other.ptau');
    await writeLocalPtau(otherPtau, 5);
    const error = await appErrorOf(verifyCeremony({ folder, ptauPath: otherPtau }), 'ceremony-invalid');
    expect(error.message).toContain('other.ptau');
  });

  test('a list of contributions that is cut short is refused when it is read', async () => {
    const copy = await copyOf(folder);
    const path = join(copy, (await readCeremony(copy)).key.file);
    const { offset } = findSection(await readBinFile(path), 10);
    const bytes = await readFile(path);
    bytes.writeUInt32LE(4, offset + 64);
    await writeFile(path, bytes);
    await appErrorOf(readContributions(path), 'key-invalid');
    bytes.writeUInt32LE(2 ** 32 - 1, offset + 64);
    await writeFile(path, bytes);
    await appErrorOf(readContributions(path), 'key-invalid');
  });
});
