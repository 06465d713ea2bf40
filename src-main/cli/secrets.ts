import { readFile } from 'node:fs/promises';
import { AppError } from '../api/errors.ts';
import type { Host } from '../engine/host.ts';
import { ask, canAsk } from './ask.ts';

/** Options that say where a secret is; the secrets themselves are never options, which every process can see. */
export interface SecretOptions {
  /** File with the password of an encrypted key. */
  passwordFile?: string;
  /** File with a private key. */
  keyFile?: string;
}

/**
 * Keys and passwords as a command line has them: from files, from the environment, or from whoever sits there.
 * @param canAskHere whether somebody is to be asked
 */
export function createSecrets(
  { passwordFile, keyFile }: SecretOptions,
  canAskHere: () => boolean = canAsk,
): Host['secrets'] {
  return {
    async signingKey() {
      return keyFile === undefined ? process.env.PROOFPRESS_PRIVATE_KEY : readSecret(keyFile);
    },
    async password({ address, isNew }) {
      if (passwordFile !== undefined) return readSecret(passwordFile);
      const fromEnvironment = process.env.PROOFPRESS_KEYSTORE_PASSWORD;
      if (fromEnvironment !== undefined || !canAskHere()) return fromEnvironment;
      const password = await ask(`${isNew ? 'New password' : 'Password'} for the key of ${address}: `, {
        isSecret: true,
      });
      if (isNew && (await ask('Once more: ', { isSecret: true })) !== password) {
        throw new AppError('signer-invalid', 'The two passwords differ.', 'Start it again.');
      }
      return password;
    },
  };
}

/** The first line of a file. */
async function readSecret(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).split(/\r?\n/)[0] ?? '';
  } catch (cause) {
    throw new AppError(
      'file-unreadable',
      `The file "${path}" cannot be read.`,
      'Check the path, and that you may read it.',
      { cause },
    );
  }
}
