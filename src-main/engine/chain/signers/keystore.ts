import { scrypt as nodeScrypt } from 'node:crypto';
import { decryptKeystoreJson, encryptKeystoreJson, getAddress, hexlify, scrypt, Wallet } from 'ethers';
import { z } from 'zod';
import { AppError } from '../../../api/errors.ts';
import { throwIfAborted, type LongWork } from '../../../api/progress.ts';

const LEAST_PASSWORD_CHARACTERS = 8;

/** Node's own scrypt takes a third of the time of the one in ethers. */
scrypt.register(
  (password, salt, N, r, p, length) =>
    new Promise((resolve, reject) => {
      const options = { N, r, p, maxmem: 256 * N * r };
      nodeScrypt(password, salt, length, options, (error, key) =>
        error ? reject(error) : resolve(hexlify(key)),
      );
    }),
);

/**
 * The parts of a keystore (Web3 Secret Storage, version 3) that say what opening it takes: a file that asks for more
 * memory or time than any wallet does is refused before it is opened.
 */
const keystoreSchema = z.object({
  version: z.union([z.literal(3), z.literal('3')]),
  address: z
    .string()
    .regex(/^(0x)?[0-9a-f]{40}$/i)
    .transform((text) => getAddress(`0x${text.replace(/^0x/i, '').toLowerCase()}`)),
  crypto: z.object({
    kdf: z.string(),
    kdfparams: z.union([
      z
        .object({
          n: z
            .int()
            .min(2)
            .max(2 ** 20),
          r: z.int().min(1).max(32),
          p: z.int().min(1).max(16),
        })
        .refine(({ n, r }) => n * r <= 2 ** 23, 'it takes more than a gigabyte to open'),
      z.object({ c: z.int().min(1).max(10_000_000) }),
    ]),
  }),
});

/**
 * The address that a keystore says it holds the key of; it is not opened.
 * @throws AppError signer-invalid where it is no keystore
 */
export function keystoreAddress(json: string): string {
  return parseKeystore(json).address;
}

/**
 * Opens an encrypted key. Neither key nor password reach an error or a progress report.
 *
 * @throws AppError signer-invalid (wrong password, damaged, no keystore), aborted
 */
export async function openKeystore(
  json: string,
  password: string | undefined,
  { signal, onProgress }: LongWork = {},
): Promise<Wallet> {
  const { address } = parseKeystore(json);
  if (password === undefined) {
    throw new AppError(
      'signer-invalid',
      `The key of ${address} is encrypted, and there is no password to open it.`,
      'Pass --password-file, set PROOFPRESS_KEYSTORE_PASSWORD, or run the command in a terminal that can ask you.',
    );
  }
  throwIfAborted(signal);
  onProgress?.({ stage: 'sign', message: 'Opening the key' });
  let privateKey: string;
  try {
    ({ privateKey } = await decryptKeystoreJson(json, password));
  } catch {
    // No cause: what ethers says may quote what it was given.
    throw new AppError(
      'signer-invalid',
      `The key of ${address} cannot be opened: the password is not the right one, or the file is damaged.`,
      'Check the password. A damaged file has to come back from a backup.',
    );
  }
  const wallet = new Wallet(privateKey);
  if (wallet.address === address) return wallet;
  throw new AppError(
    'signer-invalid',
    `The keystore says that it holds the key of ${address}, and holds another one.`,
    'The file was changed: restore it from a backup.',
  );
}

/**
 * The key of a wallet as an encrypted text.
 * @throws AppError signer-invalid for a password that is too short, aborted
 */
export async function encryptKeystore(
  { address, privateKey }: Wallet,
  password: string | undefined,
  { signal, onProgress }: LongWork = {},
): Promise<string> {
  if (password === undefined || [...password].length < LEAST_PASSWORD_CHARACTERS) {
    throw new AppError(
      'signer-invalid',
      `A key needs a password of at least ${LEAST_PASSWORD_CHARACTERS} characters.`,
      'Choose a longer one: whoever gets hold of the file can try passwords on it.',
    );
  }
  throwIfAborted(signal);
  onProgress?.({ stage: 'sign', message: 'Encrypting the key' });
  return encryptKeystoreJson({ address, privateKey }, password);
}

function parseKeystore(json: string): z.output<typeof keystoreSchema> {
  try {
    return keystoreSchema.parse(lowerCaseKeys(JSON.parse(json)));
  } catch {
    throw new AppError(
      'signer-invalid',
      'The file is no encrypted key (keystore, version 3), or it is damaged.',
      'Pass a keystore as wallets write it, or make one with `proofpress keys new`.',
    );
  }
}

/** Wallets disagree about "Crypto" and "crypto". */
function lowerCaseKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.toLowerCase(), lowerCaseKeys(inner)]),
  );
}
