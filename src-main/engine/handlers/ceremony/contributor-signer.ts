import type { Signer } from 'ethers';
import { AppError } from '../../../api/errors.ts';
import type { EngineContext } from '../../engine.ts';

/**
 * Who signs a contribution: the key that the door lends; null where it lends none.
 * @throws AppError `option-invalid` for a key that is none
 */
export async function contributorSigner({ secrets }: EngineContext): Promise<Signer | null> {
  const key = await secrets.signingKey();
  if (key === undefined || key === '') return null;
  const { Wallet } = await import('ethers');
  try {
    return new Wallet(key);
  } catch {
    // No cause: it could quote the key.
    throw new AppError(
      'option-invalid',
      'There is no usable key to sign with.',
      'Set PROOFPRESS_PRIVATE_KEY to a private key, 0x and 64 hex digits; or leave it away, and sign in a wallet.',
    );
  }
}
