import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { safeStorage } from 'electron';
import { z } from 'zod';
import { writeAtomic } from '../engine/store/write-atomic.ts';
import type { PasswordMemory } from '../engine/studio/password-memory.ts';

/** By SHA-256 (hex) of the encrypted key, each encrypted by the system, in base64. */
const storeSchema = z.record(z.string(), z.string());

/**
 * Passwords of encrypted keys, in a file that the system's own key encrypts (Keychain, DPAPI, libsecret, KWallet). Where the
 * system has no such key, Electron would encrypt with one that everybody knows: then nothing is kept.
 */
export class PasswordStore implements PasswordMemory {
  readonly #path: string;

  /** @param path of the file */
  constructor(path: string) {
    this.#path = path;
  }

  async isAvailable(): Promise<boolean> {
    if (process.platform === 'linux' && !isProtected(safeStorage.getSelectedStorageBackend())) return false;
    return safeStorage.isAsyncEncryptionAvailable();
  }

  async count(): Promise<number> {
    return Object.keys(await this.#read()).length;
  }

  async find(keystore: string): Promise<string | undefined> {
    const encrypted = (await this.#read())[keyOf(keystore)];
    if (encrypted === undefined) return undefined;
    try {
      return (await safeStorage.decryptStringAsync(Buffer.from(encrypted, 'base64'))).result;
    } catch {
      // The system has another key than then: it is asked for, as if it had never been kept.
      return undefined;
    }
  }

  async keep(keystore: string, password: string): Promise<void> {
    if (!(await this.isAvailable())) return;
    const encrypted = (await safeStorage.encryptStringAsync(password)).toString('base64');
    await this.#write({ ...(await this.#read()), [keyOf(keystore)]: encrypted });
  }

  forget(): Promise<void> {
    return this.#write({});
  }

  async #read(): Promise<Record<string, string>> {
    try {
      return storeSchema.parse(JSON.parse(await readFile(this.#path, 'utf8')));
    } catch {
      return {};
    }
  }

  #write(store: Record<string, string>): Promise<void> {
    return writeAtomic(this.#path, JSON.stringify(store));
  }
}

function isProtected(backend: string): boolean {
  return backend !== 'basic_text' && backend !== 'unknown';
}

function keyOf(keystore: string): string {
  return createHash('sha256').update(keystore).digest('hex');
}
