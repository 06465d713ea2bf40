import { chmod, link, open, readdir, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../api/errors.ts';
import { partialName } from '../../store/partial-name.ts';
import { makeFolder, storageError } from '../../store/write-atomic.ts';
import { keystoreAddress } from './keystore.ts';

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;
/** A keystore has some 500 bytes. */
const LARGEST_KEYSTORE_BYTES = 65_536;

export interface StoredKey {
  name: string;
  /** null where the file is no keystore. */
  address: string | null;
  path: string;
}

/** Encrypted keys in a folder of the workspace, `NAME.json`, for their owner's eyes only. */
export class KeystoreFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** In the order of their names. */
  async list(): Promise<StoredKey[]> {
    const files = await readdir(this.#folder).catch(() => []);
    const names = files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -5));
    return Promise.all(
      names.sort().map(async (name) => {
        const path = this.#path(name);
        return { name, path, address: await this.#addressOf(path) };
      }),
    );
  }

  /** @throws AppError option-invalid for a name that is none or taken */
  async checkNew(name: string): Promise<void> {
    if (!NAME.test(name)) {
      throw new AppError(
        'option-invalid',
        `"${name}" cannot be the name of a key.`,
        'Use letters, digits, dots, dashes and underscores, at most 64.',
      );
    }
    const isThere = await stat(this.#path(name)).then(
      () => true,
      () => false,
    );
    if (isThere) throw nameTaken(name);
  }

  /**
   * Keeps a keystore under a name; never in another one's place.
   * @returns its path
   * @throws AppError option-invalid, disk-full, workspace-unusable
   */
  async add(name: string, json: string): Promise<string> {
    await this.checkNew(name);
    await makeFolder(this.#folder);
    const path = this.#path(name);
    const partial = partialName(path);
    try {
      await chmod(this.#folder, 0o700);
      const handle = await open(partial, 'wx', 0o600);
      try {
        await handle.writeFile(json);
        await handle.sync();
      } finally {
        await handle.close();
      }
      // Unlike a rename, a link does not take another file's place.
      await link(partial, path);
      return path;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw nameTaken(name);
      throw storageError(path, cause);
    } finally {
      await unlink(partial).catch(() => undefined);
    }
  }

  /**
   * Deletes a key for good.
   * @param address of the key, as a confirmation
   * @throws AppError option-invalid, confirmation-missing where it is another key's
   */
  async remove(name: string, address: string): Promise<void> {
    const key = (await this.list()).find((stored) => stored.name === name);
    if (!key) throw await this.#unknown(name);
    if (key.address?.toLowerCase() !== address.toLowerCase()) {
      throw new AppError(
        'confirmation-missing',
        `The key "${name}" is that of ${key.address ?? 'an unreadable file'}, not of ${address}.`,
        'A removed key cannot come back, and what its account holds and owns is lost with it. Confirm with its address.',
      );
    }
    await unlink(key.path).catch((cause: unknown) => {
      throw storageError(key.path, cause);
    });
  }

  /**
   * The text of a keystore.
   * @param nameOrPath the name of a key in the folder, or the path of a file
   * @throws AppError option-invalid where there is none, file-unreadable, signer-invalid for a file too large
   */
  async read(nameOrPath: string): Promise<string> {
    const isName = NAME.test(nameOrPath);
    const stored = isName && (await this.list()).find(({ name }) => name === nameOrPath);
    const path = stored ? stored.path : nameOrPath;
    try {
      if ((await stat(path)).size > LARGEST_KEYSTORE_BYTES) {
        throw new AppError(
          'signer-invalid',
          `The file "${path}" is too large for an encrypted key.`,
          'Pass a keystore as wallets write it.',
        );
      }
      return await readFile(path, 'utf8');
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      if (isName) throw await this.#unknown(nameOrPath);
      throw new AppError(
        'file-unreadable',
        `The keystore "${path}" cannot be read.`,
        'Check the path, and that you may read it.',
        { cause },
      );
    }
  }

  async #unknown(name: string): Promise<AppError> {
    const names = (await this.list()).map((key) => key.name);
    return new AppError(
      'option-invalid',
      `There is no key "${name}" in this workspace, and no such file.`,
      names.length > 0 ? `It has: ${names.join(', ')}.` : 'Make one with `proofpress keys new`.',
    );
  }

  async #addressOf(path: string): Promise<string | null> {
    try {
      return keystoreAddress(await readFile(path, 'utf8'));
    } catch {
      return null;
    }
  }

  #path(name: string): string {
    return join(this.#folder, `${name}.json`);
  }
}

function nameTaken(name: string): AppError {
  return new AppError(
    'option-invalid',
    `There is a key "${name}" already.`,
    'Choose another name; a key is never overwritten.',
  );
}
