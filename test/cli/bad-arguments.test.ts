import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { expectFailure, fail, runProgram, succeed } from './support/run-program.ts';
import { snapshot } from './support/snapshot.ts';
import { writeTinyModel } from './support/tiny-model.ts';

const folder = temporaryFolder();
const workspace = join(folder, 'workspace');
let model: string;
let samples: string;

beforeAll(async () => {
  ({ model, samples } = await writeTinyModel(folder));
  await succeed(['import', model, '-w', workspace]);
});

describe('the command line', () => {
  test.each<[string, string[], RegExp]>([
    ['no command', [], /No command/],
    ['an unknown command', ['frobnicate'], /frobnicate/],
    ['an unknown option', ['setup', 'tiny', '--bogus'], /--bogus/],
    ['an option of another command', ['setup', 'tiny', '--samples', 'x'], /--samples/],
    ['a missing argument', ['import'], /'file'/],
    ['a missing option', ['quantize', 'tiny'], /--samples/],
    ['a missing value', ['prove', 'tiny', '--input'], /--input/],
    ['one argument too many', ['setup', 'tiny', 'other'], /too many/i],
    ['a demo that does not exist', ['demo', 'resnet'], /mnist, credit/],
    ['bits that are no number', ['quantize', 'tiny', '-s', 'x', '--bits', 'eight'], /--bits .*"eight"/],
    ['bits out of range', ['quantize', 'tiny', '-s', 'x', '--weight-bits', '33'], /--weight-bits .*2 to 32/],
    ['a size of zero', ['import', 'x.onnx', '--dim', 'batch=0'], /--dim batch .*at least 1/],
    ['a size without a name', ['import', 'x.onnx', '--dim', '1'], /--dim .*"1"/],
    ['an index below zero', ['prove', 'tiny', '-i', 'x', '--index', '-1'], /--index .*"-1"/],
    ['an index that is no whole number', ['prove', 'tiny', '-i', 'x', '--index', '1.5'], /--index .*"1\.5"/],
    [
      'a deadline beyond all numbers',
      ['prove', 'tiny', '-i', 'x', '--deadline', '9'.repeat(20)],
      /--deadline/,
    ],
    ['an unknown input mode', ['compile', 'tiny', '--input', 'x=secret'], /"secret"/],
  ])('%s', async (_, args, message) => {
    const before = await readdir(folder);
    const error = await fail(args, 'option-invalid', { cwd: folder });
    expect(error.message).toMatch(message);
    expect(await readdir(folder)).toEqual(before);
  });

  test('text instead of JSON says the same on stderr and nothing on stdout', async () => {
    const { status, stdout, stderr } = await runProgram(['frobnicate'], { fresh: true });
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^Error \[option-invalid\]: Unknown command 'frobnicate'\.\n {2}What to do: .*--help.*\n$/,
    );
  });

  test('an error of the engine, likewise', async () => {
    const { status, stdout, stderr } = await runProgram(['import', join(folder, 'missing.onnx')], {
      fresh: true,
    });
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Error \[file-unreadable\]: .*\n {2}Cause: ENOENT.*\n {2}What to do: .*\n$/);
  });
});

describe('names of models', () => {
  test('an unknown one is refused with those that there are', async () => {
    const error = await fail(['compile', 'huge', '-w', workspace], 'option-invalid');
    expect(error.message).toContain('"huge"');
    expect(error.remedy).toContain('tiny');
  });

  test.each(['../escape', '/etc/passwd', '..', '.hidden', 'a/b', 'a\\b', 'x'.repeat(65), ''])(
    '%j is refused',
    async (name) => {
      const before = await snapshot(folder);
      await fail(['import', model, '--name', name, '-w', workspace], 'option-invalid');
      expect(await snapshot(folder)).toEqual(before);
    },
  );
});

describe('workspaces', () => {
  test('one that is a file', async () => {
    const path = join(folder, 'file');
    await writeFile(path, 'precious');
    const before = await snapshot(folder);
    await fail(['import', model, '-w', path], 'workspace-unusable');
    await fail(['import', model, '-w', join(path, 'below')], 'workspace-unusable');
    expect(await snapshot(folder)).toEqual(before);
  });

  test('one whose folder of artifacts is a file', async () => {
    const path = join(folder, 'odd');
    await mkdir(path);
    await writeFile(join(path, 'artifacts'), 'precious');
    const before = await snapshot(folder);
    await fail(['import', model, '-w', path], 'workspace-unusable');
    expect(await snapshot(folder)).toEqual(before);
  });
});

describe('verify', () => {
  test.each<[string, string, RegExp]>([
    ['a text', 'no receipt', /JSON/],
    ['a JSON file of another kind', '{"name":"tiny"}', /format/],
    ['a receipt without a proof', '{"format":"proofpress-receipt-1"}', /model/],
  ])('refuses %s', async (_, content, cause) => {
    const path = join(folder, 'receipt.json');
    await writeFile(path, content);
    const error = await fail(['verify', path], 'proof-invalid');
    expect(error.message).toContain('receipt.json');
    expect(error.cause).toMatch(cause);
    expect(error.cause!.length).toBeLessThan(200);
  });

  test('refuses the model instead of the receipt, and a folder', async () => {
    await fail(['verify', model], 'proof-invalid');
    await fail(['verify', folder], 'file-unreadable');
  });
});

describe('publish', () => {
  const key = `0x${'11'.repeat(32)}`;
  test.each<[string, string, Record<string, string>, string]>([
    ['another chain without a key', 'http://127.0.0.1:1', {}, 'signer-invalid'],
    [
      'a key that is none',
      'http://127.0.0.1:1',
      { PROOFPRESS_PRIVATE_KEY: `0x${'00'.repeat(32)}` },
      'signer-invalid',
    ],
    ['an address that is none', 'nowhere', { PROOFPRESS_PRIVATE_KEY: key }, 'option-invalid'],
    [
      'a node that does not answer',
      'http://127.0.0.1:1',
      { PROOFPRESS_PRIVATE_KEY: key },
      'chain-unreachable',
    ],
  ])('refuses %s', async (_, rpc, env, code) => {
    await finish();
    const before = await snapshot(workspace);
    const outcome = await runProgram(['publish', 'tiny', '--rpc', rpc, '-w', workspace, '--json'], { env });
    expectFailure(outcome, code, 2);
    const secret = env.PROOFPRESS_PRIVATE_KEY;
    if (secret) expect(outcome.stdout + outcome.stderr).not.toContain(secret.slice(2));
    expect(await snapshot(workspace)).toEqual(before);
  });

  test('prove for a chain comes after publish; addresses and ids are checked', async () => {
    await finish();
    const before = await snapshot(workspace);
    const proving = ['prove', 'tiny', '--input', samples, '-w', workspace];
    const unpublished = await fail([...proving, '--on-chain'], 'option-invalid');
    expect(unpublished.remedy).toContain('proofpress publish tiny');
    const beyond = await fail([...proving, '--index', '8'], 'option-invalid');
    expect(beyond.remedy).toContain('0 to 7');
    await fail([...proving, '--consumer', '0x12'], 'option-invalid');
    await fail([...proving, '--request-id', '0x12'], 'option-invalid');
    await fail([...proving, '--output', join(model, 'receipt.json')], 'workspace-unusable');
    expect(await snapshot(workspace)).toEqual(before);
  });

  test('setup refuses powers of tau that are none, or others than those of the key', async () => {
    await finish();
    const before = await snapshot(workspace);
    await fail(['setup', 'tiny', '--ptau', model, '-w', workspace], 'option-invalid');
    await succeed(['import', model, '--name', 'fresh', '-w', workspace]);
    await succeed(['quantize', 'fresh', '--samples', samples, '-w', workspace]);
    await succeed(['compile', 'fresh', '-w', workspace]);
    await fail(['setup', 'fresh', '--ptau', samples, '-w', workspace], 'ptau-invalid');
    expect(await snapshot(workspace)).toMatchObject(before);
  });

  let finished: Promise<void> | undefined;
  /** The steps up to the key, once. */
  function finish(): Promise<void> {
    finished ??= (async () => {
      await succeed(['quantize', 'tiny', '--samples', samples, '-w', workspace]);
      await succeed(['compile', 'tiny', '-w', workspace]);
      await succeed(['setup', 'tiny', '-w', workspace]);
    })();
    return finished;
  }
});
