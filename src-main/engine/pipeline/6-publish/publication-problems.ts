import { formatUnits } from 'ethers';
import { AppError } from '../../../api/errors.ts';
import type { JournalTransaction } from '../../store/journal/journal-types.ts';
import type { PlacedStep } from './publication-run.ts';

export function notInTime(
  { purpose }: PlacedStep,
  { hash, nonce, maxFeePerGas }: JournalTransaction,
  nextNonce: number,
  milliseconds: number,
): AppError {
  const isBehind = nextNonce < nonce;
  const behind = isBehind
    ? ` It has the nonce ${nonce}, and the next one of the account is ${nextNonce}.`
    : '';
  return new AppError(
    'chain-refused',
    `The transaction ${hash ?? 'that the signer was asked for'}, to ${purpose}, was not mined within ${Math.round(milliseconds / 1000)} s, at up to ${formatUnits(maxFeePerGas, 'gwei')} gwei.${behind}`,
    isBehind
      ? `Send a transaction with the nonce ${nextNonce} from the wallet that holds the account, or wait for the one that has it; then start it again.`
      : 'Start it again later: it goes on with this transaction.',
  );
}

export function tooLittle({ purpose }: PlacedStep, { maxFeePerGas }: JournalTransaction): AppError {
  return new AppError(
    'chain-refused',
    `The node does not take the transaction to ${purpose} at ${formatUnits(maxFeePerGas, 'gwei')} gwei, which is as much as may be offered.`,
    'Start it again when gas is cheaper: it goes on with this transaction.',
  );
}

export function withoutEffect({ purpose, to }: PlacedStep, hash: string): AppError {
  return new AppError(
    'chain-refused',
    `The transaction ${hash}, to ${purpose}, went through without doing so.`,
    `Check what lies at ${to} on this chain, then start it again.`,
  );
}

export function nonceTaken({ purpose }: PlacedStep, { nonce, sender }: JournalTransaction): AppError {
  return new AppError(
    'chain-refused',
    `Another transaction of the account ${sender} took the nonce ${nonce} of the one to ${purpose}.`,
    'If that was not to cancel the publication, start it again: it goes on with a new nonce.',
  );
}

export function nonceContested({ purpose }: PlacedStep, { nonce, sender }: JournalTransaction): AppError {
  return new AppError(
    'chain-refused',
    `Another transaction of the account ${sender} with the nonce ${nonce}, which was meant to ${purpose}, waits at the node.`,
    'Wait until it is mined, then start it again: it goes on with a new nonce.',
  );
}

export function nonceMissing(
  { purpose }: PlacedStep,
  { nonce, sender }: JournalTransaction,
  missing: number,
): AppError {
  return new AppError(
    'chain-refused',
    `The transaction to ${purpose} has the nonce ${nonce} and waits for the one with the nonce ${missing} of the account ${sender}, which the node does not have.`,
    `Send a transaction with the nonce ${missing} from the wallet that holds the account, then start it again.`,
  );
}
