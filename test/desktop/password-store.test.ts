import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encryptKeystoreJson, Wallet } from 'ethers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PasswordStore } from '../../src-main/desktop/password-store.ts';
import { Questions } from '../../src-main/engine/studio/questions.ts';
import { standIn } from './support/stand-in.ts';

vi.mock('electron', () => import('./support/electron.ts'));

let folder: string;
let path: string;
let store: PasswordStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofpress-passwords-'));
  path = join(folder, 'passwords.json');
  store = new PasswordStore(path);
  standIn.safeStorage.backend = 'gnome_libsecret';
  standIn.safeStorage.isThere = true;
});
afterEach(() => rm(folder, { recursive: true }));

describe('the file', () => {
  test('has passwords in no form that can be read, and finds them by the encrypted key', async () => {
    await store.keep('keystore A', 'correct horse');
    await store.keep('keystore B', 'battery staple');
    const written = await readFile(path, 'utf8');
    expect(written).not.toMatch(/horse|staple|keystore/);
    expect(await new PasswordStore(path).find('keystore A')).toBe('correct horse');
    expect(await store.find('keystore A, changed')).toBeUndefined();
    expect(await store.count()).toBe(2);
    await store.forget();
    expect(await store.count()).toBe(0);
    expect(await store.find('keystore B')).toBeUndefined();
  });

  test('that is damaged, or of another key of the system, is as if nothing had been kept', async () => {
    await store.keep('keystore A', 'correct horse');
    await writeFile(
      path,
      (await readFile(path, 'utf8')).replace(/":"[^"]*"/, `":"${btoa('something else')}"`),
    );
    expect(await store.find('keystore A')).toBeUndefined();
    await writeFile(path, '{');
    expect(await store.find('keystore A')).toBeUndefined();
    await store.keep('keystore A', 'correct horse');
    expect(await store.find('keystore A')).toBe('correct horse');
  });
});

describe('nothing is kept', () => {
  const linux = test.skipIf(process.platform !== 'linux');
  linux.each(['basic_text', 'unknown'])('where the system has no key of its own (%s)', async (backend) => {
    standIn.safeStorage.backend = backend;
    expect(await store.isAvailable()).toBe(false);
    await store.keep('keystore', 'correct horse');
    await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('where encryption is not available', async () => {
    standIn.safeStorage.isThere = false;
    expect(await store.isAvailable()).toBe(false);
  });
});

describe('a question for a password', () => {
  const { address, privateKey } = Wallet.createRandom();
  const encrypt = () =>
    encryptKeystoreJson({ address, privateKey }, 'correct horse', { scrypt: { N: 1024 } });

  async function ask(questions: Questions, keystore: string, answer: string, remember: boolean) {
    const asked = questions.password({ address, isNew: false, keystore });
    await vi.waitFor(() => expect(questions.list()).toHaveLength(1));
    const [question] = questions.list();
    questions.answer({ id: question!.id, answer, remember });
    return { question, password: await asked };
  }

  test('is not put again for a key whose password was to be remembered and opened it', async () => {
    const keystore = await encrypt();
    const questions = new Questions(() => undefined, 60_000, store);
    questions.windowOpened();
    const { question, password } = await ask(questions, keystore, 'correct horse', true);
    expect(question).toMatchObject({ kind: 'password', canRemember: true });
    expect(JSON.stringify(question)).not.toContain('ciphertext');
    expect(password).toBe('correct horse');
    await vi.waitFor(async () => expect(await store.count()).toBe(1), 20_000);
    expect(await questions.password({ address, isNew: false, keystore })).toBe('correct horse');
    expect(questions.list()).toEqual([]);
  });

  test('is put again where nothing was to be remembered, and where the password was wrong', async () => {
    const keystore = await encrypt();
    const questions = new Questions(() => undefined, 60_000, store);
    questions.windowOpened();
    await ask(questions, keystore, 'correct horse', false);
    expect(await store.count()).toBe(0);
    await ask(questions, keystore, 'wrong horse, which opens nothing', true);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await store.count()).toBe(0);
  });

  test('about a new key is never answered from what is kept', async () => {
    const questions = new Questions(() => undefined, 60_000, store);
    questions.windowOpened();
    const asked = questions.password({ address, isNew: true });
    const [question] = questions.list();
    expect(question).toMatchObject({ canRemember: false });
    questions.answer({ id: question!.id, answer: 'a new one' });
    expect(await asked).toBe('a new one');
  });
});
