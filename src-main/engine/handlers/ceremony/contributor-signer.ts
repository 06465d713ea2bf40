import type { Signer } from 'ethers';
import type { LongWork } from '../../../api/progress.ts';
import { keystoreAddress, openKeystore } from '../../chain/signers/keystore.ts';
import { readPrivateKey } from '../../chain/signers/read-private-key.ts';
import type { EngineContext } from '../../engine.ts';

/**
 * Who signs a contribution: an encrypted key by its name or file, else the key that the door has from its environment;
 * null where it has none. No chain is asked, and the account needs no funds.
 * @throws AppError `signer-invalid`, `file-unreadable`, `option-invalid`, `aborted`
 */
export async function contributorSigner(
  { workspace, secrets }: EngineContext,
  keystore: string | undefined,
  work: LongWork,
): Promise<Signer | null> {
  if (keystore !== undefined) {
    const json = await workspace.keystores.read(keystore);
    const address = keystoreAddress(json);
    const password = await secrets.password?.({ address, isNew: false, keystore: json });
    return openKeystore(json, password, work);
  }
  const key = await secrets.signingKey();
  return key === undefined || key === '' ? null : readPrivateKey(key);
}
