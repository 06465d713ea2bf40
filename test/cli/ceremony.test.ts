import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Wallet } from 'ethers';
import { zKey } from 'snarkjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { releaseCurve } from '../../src-main/engine/proofs/groth16/prover/release-curve.ts';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { fail, runProgram, succeed } from './support/run-program.ts';
import { writeTinyModel } from './support/tiny-model.ts';

const root = temporaryFolder();
const key = (digit: string) => `0x${digit.repeat(64)}`;
const addressOf = (digit: string) => new Wallet(key(digit)).address;
const at = (workspace: string, ...words: string[]) => ['-w', join(root, workspace), ...words];
const signing = (digit: string) => ({ env: { PROOFPRESS_PRIVATE_KEY: key(digit) } });
const BLOCK_HASH = `0x${'7a'.repeat(32)}`;

interface Verified {
  text: string;
  contributions: { signer: string | null; name: string }[];
}

let samples: string;
let folder = join(root, 'round');
let mirror: Server;

beforeAll(async () => {
  const { model, samples: path } = await writeTinyModel(root);
  samples = path;
  await succeed(at('publisher', 'import', model));
  await succeed(at('publisher', 'quantize', 'tiny', '--samples', samples));
  await succeed(at('publisher', 'compile', 'tiny'));
  mirror = createServer((_request, response) => void response.writeHead(200).end('no powers of tau'));
  await new Promise<void>((resolve) => mirror.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  mirror.close();
  releaseCurve();
});

test('published powers of tau are listed; what is none of them is refused', async () => {
  const { files } = await succeed<{ files: { power: number; path: string | null }[] }>(
    at('publisher', 'ptau', 'list'),
  );
  expect(files.map(({ power }) => power)).toEqual(Array.from({ length: 21 }, (_, index) => index + 8));
  expect(files.every(({ path }) => path === null)).toBe(true);
  const { port } = mirror.address() as AddressInfo;
  const fetching = at('publisher', 'ptau', 'fetch', '8', '--mirror', `http://127.0.0.1:${port}/`);
  await fail(fetching, 'download-failed');
  await fail(at('publisher', 'ptau', 'fetch', '7'), 'option-invalid');
  await fail(at('publisher', 'ptau', 'fetch', 'x'), 'option-invalid');
  await fail(at('publisher', 'ptau', 'import', samples), 'ptau-invalid');
});

test('the publisher starts it, and nothing else makes a key meanwhile', async () => {
  const start = ['ceremony', 'start', 'tiny', '--folder', folder];
  await fail(at('publisher', ...start), 'option-invalid');
  await fail(at('publisher', ...start, '--owner', 'me'), 'option-invalid');
  const withOwner = [...start, '--owner', addressOf('1')];
  expect((await fail(at('publisher', ...withOwner), 'option-invalid')).remedy).toContain('ptau fetch 8');
  await succeed(at('publisher', ...withOwner, '--ptau', 'local'));
  await fail(at('publisher', 'setup', 'tiny'), 'option-invalid');
  await fail(at('publisher', 'ceremony', 'finish', 'tiny', folder), 'ceremony-invalid');
});

test('three contribute in three workspaces: with a key, with an encrypted key, and by a signature made later', async () => {
  const contribute = (name: string, ...more: string[]) => [
    ...['ceremony', 'contribute', folder, '--name', name],
    ...more,
  ];
  const handOn = async (to: string) => {
    const copy = join(root, `round at ${to}`);
    await cp(folder, copy, { recursive: true });
    folder = copy;
  };
  await handOn('ada');
  await fail(at('ada', ...contribute('two\nlines')), 'option-invalid');
  expect(await succeed(at('ada', ...contribute('Ada')), signing('2'))).toMatchObject({
    contribution: 1,
    signer: addressOf('2'),
  });

  await handOn('bo');
  const password = join(root, 'password');
  await writeFile(password, 'long enough\n');
  const created = await succeed<{ address: string }>(
    at('bo', 'keys', 'new', 'mine', '--password-file', password),
  );
  const withKeystore = ['--keystore', 'mine', '--password-file', password];
  expect(await succeed(at('bo', ...contribute('Bo', ...withKeystore)))).toMatchObject({
    contribution: 2,
    signer: created.address,
  });

  await handOn('cy');
  const last = ['--beacon-block', '25000000', '--beacon-iterations', '10'];
  const said = await succeed<{ statement: string; signer: null }>(at('cy', ...contribute('Cy', ...last)));
  expect(said.signer).toBeNull();
  // The beacon needs somebody who stands for it.
  const beacon = ['ceremony', 'beacon', folder, '--block-hash', BLOCK_HASH];
  expect((await fail(at('cy', ...beacon), 'ceremony-invalid')).message).toContain('No beacon was named');
  const signature = await new Wallet(key('4')).signMessage(said.statement);
  await fail(at('cy', 'ceremony', 'sign', folder), 'option-invalid');
  await fail(at('cy', 'ceremony', 'sign', folder, '--signature', '0x12'), 'option-invalid');
  expect(await succeed(at('cy', 'ceremony', 'sign', folder, '--signature', signature))).toMatchObject({
    contribution: 3,
    signer: addressOf('4'),
  });
  await fail(at('cy', 'ceremony', 'beacon', folder), 'option-invalid');
  await succeed(at('cy', ...beacon));
  await fail(at('cy', ...contribute('Late')), 'ceremony-invalid');
});

test('anybody verifies it; a change by hand is named', async () => {
  const verified = await succeed<Verified>(at('anybody', 'ceremony', 'verify', folder));
  expect(verified.text).toBe('phase 1: local; phase 2: 3 signed + beacon; grade: local');
  expect(verified.contributions.map(({ name }) => name)).toEqual([
    'Ada',
    'Bo',
    'Cy',
    'Ethereum block 25000000',
  ]);
  const { stdout } = await runProgram(at('anybody', 'ceremony', 'verify', folder));
  expect(stdout).toContain('phase 1: local; phase 2: 3 signed + beacon; grade: local');
  expect(stdout).toContain('was not compared with Ethereum block 25000000');

  const forged = join(root, 'forged');
  await cp(folder, forged, { recursive: true });
  const path = join(forged, 'ceremony.json');
  const ceremony = JSON.parse(await readFile(path, 'utf8')) as {
    contributions: { signer: string }[];
  };
  ceremony.contributions[1]!.signer = addressOf('9');
  await writeFile(path, JSON.stringify(ceremony));
  expect((await fail(at('anybody', 'ceremony', 'verify', forged), 'ceremony-invalid')).message).toContain(
    'The statement of contribution 2 ("Bo") is forged',
  );
});

test('the folder is packed into a file, and unpacked where nothing is', async () => {
  const file = join(root, 'round.tar');
  const pack = at('anybody', 'ceremony', 'pack', folder, file);
  expect(await succeed(pack)).toMatchObject({ path: file, contributions: 3 });
  await fail(pack, 'option-invalid');
  const target = join(root, 'unpacked');
  const unpack = at('anybody', 'ceremony', 'unpack', file, target);
  expect(await succeed(unpack)).toMatchObject({ folder: target, namedBeacon: { block: 25000000 } });
  expect(await readFile(join(target, 'ceremony.json'))).toEqual(
    await readFile(join(folder, 'ceremony.json')),
  );
  await fail(unpack, 'option-invalid');
  const { stdout } = await runProgram(at('anybody', 'ceremony', 'unpack', file));
  expect(stdout).toContain('Unpacked the ceremony with 3 contributions into');
  await fail(at('anybody', 'ceremony', 'unpack', samples), 'artifact-damaged');
});

test('the publisher takes the key, proves with it, and cannot lose it to another', async () => {
  const made = await succeed<{ folder: string; grade: string }>(
    at('publisher', 'ceremony', 'finish', 'tiny', folder),
  );
  expect(made.grade).toBe('local');
  const zkey = join(made.folder, 'proving-key.zkey');
  expect(await zKey.verifyFromR1cs(join(folder, 'circuit.r1cs'), join(folder, 'phase1.ptau'), zkey)).toBe(
    true,
  );
  const { receipt } = await succeed<{ receipt: string }>(
    at('publisher', 'prove', 'tiny', '--input', samples),
  );
  await succeed(at('publisher', 'verify', receipt));
  const bundle = join(root, 'bundle');
  await succeed(at('publisher', 'bundle', 'tiny', '--output', bundle));
  const audit = ['audit', bundle, '--key', zkey, '--ptau', join(folder, 'phase1.ptau')];
  const { grade } = await succeed<{ grade: { text: string } }>(at('anybody', ...audit));
  expect(grade.text).toBe('phase 1: local; phase 2: 3 signed + beacon; grade: local');
  await succeed(at('publisher', 'publish', 'tiny'));
  expect(await succeed(at('publisher', 'setup', 'tiny'))).toMatchObject({ reused: true });
  await fail(at('publisher', 'ceremony', 'finish', 'tiny', folder), 'option-invalid');
  await fail(at('publisher', 'ceremony', 'abandon', 'tiny'), 'option-invalid');
});
