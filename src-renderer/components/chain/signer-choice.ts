import type { SignerSource } from '../../../src-main/api/signer-source.ts';

/** Who signs, as it is chosen and written on a screen; what does not belong to the kind is kept for when it is chosen again. */
export interface SignerChoice {
  /** `chain`: the local chain's own account. */
  kind: 'chain' | 'keystore' | 'external' | 'browser' | 'environment';
  /** Name of an encrypted key of the workspace. */
  keystore: string;
  /** Address of a program that holds keys. */
  url: string;
  /** Which of its accounts; its first where empty. */
  address: string;
}

export const NO_SIGNER: SignerChoice = { kind: 'chain', keystore: '', url: '', address: '' };

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;

/** Whether nothing is left to write. */
export function isSignerReady({ kind, keystore, url, address }: SignerChoice): boolean {
  if (kind === 'keystore') return keystore !== '';
  if (kind === 'external')
    return url.trim() !== '' && (address.trim() === '' || ADDRESS.test(address.trim()));
  return true;
}

/** For a call; undefined for the local chain's own account. */
export function signerSource({ kind, keystore, url, address }: SignerChoice): SignerSource | undefined {
  switch (kind) {
    case 'chain':
      return undefined;
    case 'keystore':
      return { kind, keystore };
    case 'external':
      return { kind, url: url.trim(), ...(address.trim() !== '' && { address: address.trim() }) };
    case 'browser':
    case 'environment':
      return { kind };
  }
}
