import { type Signer, verifyMessage } from 'ethers';
import {
  type ContributionStatement,
  type SignedContribution,
  statementText,
} from '../../api/contribution-statement.ts';
import { AppError } from '../../api/errors.ts';

/**
 * Signs what a contributor says (EIP-191). Nothing is sent to a chain, and the account needs no funds.
 * @param signer null leaves the contribution unsigned
 */
export async function signStatement(
  statement: ContributionStatement,
  signer: Pick<Signer, 'getAddress' | 'signMessage'> | null,
): Promise<SignedContribution> {
  if (signer === null) return { statement, signature: null, signer: null };
  return attachSignature(statement, await signer.signMessage(statementText(statement)));
}

/**
 * Adds a signature that was made elsewhere, in a wallet for instance.
 * @throws AppError `option-invalid` for what is no signature
 */
export function attachSignature(statement: ContributionStatement, signature: string): SignedContribution {
  const signer = recoverSigner(statement, signature);
  if (signer !== undefined) return { statement, signature: signature.toLowerCase(), signer };
  throw new AppError(
    'option-invalid',
    'That is no signature of a message.',
    'Give 0x and 130 hex digits, as a wallet shows them after signing the text as a personal message.',
  );
}

/** The address that signed the statement's text; undefined for what is no signature at all. */
export function recoverSigner(statement: ContributionStatement, signature: string): string | undefined {
  try {
    return verifyMessage(statementText(statement), signature);
  } catch {
    return undefined;
  }
}
