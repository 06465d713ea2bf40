import type { JsonRpcProvider, Signer } from 'ethers';
import type { SignerSource } from '../../../api/signer-source.ts';
import { AppError } from '../../../api/errors.ts';
import type { LongWork } from '../../../api/progress.ts';
import type { Host } from '../../host.ts';
import { openBrowserSigner } from './browser-signer.ts';
import { openExternalSigner } from './external-signer.ts';
import type { KeystoreFolder } from './keystore-folder.ts';
import { keystoreAddress, openKeystore } from './keystore.ts';
import { readPrivateKey } from './read-private-key.ts';

/**
 * Who signs transactions on a chain, whoever holds the key. Keys and passwords come from the host at the moment of their
 * use, and only ethers' wallet keeps them, as long as the signer lives: JavaScript cannot erase a string, so a copy may
 * stay in this process's memory until it ends. They are never handed on to another process or written down.
 *
 * @throws AppError signer-invalid, option-invalid, file-unreadable, chain-mismatch, chain-unreachable, aborted
 */
export async function openSigner(
  source: SignerSource,
  host: Host,
  keystores: KeystoreFolder,
  provider: JsonRpcProvider,
  work: LongWork,
): Promise<Signer> {
  switch (source.kind) {
    case 'environment':
      return readPrivateKey(await host.secrets.signingKey()).connect(provider);
    case 'keystore': {
      const json = await keystores.read(source.keystore);
      const address = keystoreAddress(json);
      const password = await host.secrets.password?.({ address, isNew: false, keystore: json });
      return (await openKeystore(json, password, work)).connect(provider);
    }
    case 'external':
      return openExternalSigner(source.url, source.address, provider, work);
    case 'browser':
      if (host.wallet) return openBrowserSigner(host.wallet, source.address, provider, work);
      throw new AppError(
        'signer-invalid',
        'There is no wallet here.',
        'A wallet in a browser signs only where Proofpress is open in that browser.',
      );
  }
}
