import type { Command } from 'commander';
import { AppError } from '../api/errors.ts';
import type { SignerSource } from '../api/signer-source.ts';

export interface SignerOptions {
  keystore?: string;
  signer?: string;
  from?: string;
}

export const PASSWORD_FILE =
  'file with its password (default: the environment variable PROOFPRESS_KEYSTORE_PASSWORD, or you are asked)';

/** --network and --rpc, for every command that speaks to a chain. */
export function addChainOptions(command: Command): Command {
  return command
    .option(
      '--network <name>',
      'a network by name, see `proofpress networks` (default: the local chain of the workspace)',
    )
    .option('--rpc <url>', 'address of a node; alone, its chain id tells the network');
}

/** Who signs, for every command that sends transactions. */
export function addSignerOptions(command: Command): Command {
  return command
    .option('--keystore <name or file>', 'sign with an encrypted key, see `proofpress keys`')
    .option('--password-file <file>', PASSWORD_FILE)
    .option('--signer <url>', 'have a program sign that holds keys, at the address of its JSON-RPC interface')
    .option('--from <address>', 'the account of --signer (default: its first)');
}

/** @throws AppError option-invalid where the options name two signers */
export function signerSource({ keystore, signer, from }: SignerOptions): SignerSource | undefined {
  if (keystore !== undefined && signer !== undefined) {
    throw new AppError(
      'option-invalid',
      '--keystore and --signer name two signers.',
      'Leave one of them away.',
    );
  }
  if (from !== undefined && signer === undefined) {
    throw new AppError('option-invalid', '--from goes with --signer.', 'Add --signer, or leave it away.');
  }
  if (keystore !== undefined) return { kind: 'keystore', keystore };
  return signer === undefined ? undefined : { kind: 'external', url: signer, address: from };
}
