import { Wallet } from 'ethers';
import { AppError } from '../../../api/errors.ts';

/**
 * A wallet from the text of a private key. What is wrong with the text is not said: it could quote the key.
 *
 * @throws AppError signer-invalid
 */
export function readPrivateKey(text: string | undefined): Wallet {
  try {
    const key = text?.trim() ?? '';
    if (/^(0x)?[0-9a-fA-F]{64}$/.test(key)) return new Wallet(key.startsWith('0x') ? key : `0x${key}`);
  } catch {
    // A number that is no key of the curve.
  }
  throw new AppError(
    'signer-invalid',
    text === undefined
      ? 'There is no key to sign transactions with.'
      : 'What should be a private key is none.',
    'Set PROOFPRESS_PRIVATE_KEY to a private key (64 hex digits), name an encrypted one with --keystore, or a signer with --signer. `proofpress keys new` makes a key.',
  );
}
