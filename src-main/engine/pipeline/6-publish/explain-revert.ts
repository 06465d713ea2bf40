import type { TransactionReceipt } from 'ethers';
import { AppError } from '../../../api/errors.ts';
import { toChainError } from '../../chain/chain-error.ts';
import type { JournalTransaction } from '../../store/journal/journal-types.ts';
import { ask, type PlacedStep, type PublicationRun } from './publication-run.ts';

/** Why a transaction failed: the same call is tried again at the block before. */
export async function explainRevert(
  run: PublicationRun,
  { purpose, to, data, value }: PlacedStep,
  { sender, gasLimit }: JournalTransaction,
  { hash, blockNumber, gasUsed }: TransactionReceipt,
): Promise<AppError> {
  const call = { from: sender, to, data, value, gasLimit };
  const failure = await ask(run, (node) => node.call({ ...call, blockTag: blockNumber - 1 })).then(
    () => undefined,
    (error: unknown) => toChainError(error),
  );
  const reason =
    failure instanceof AppError && failure.code !== 'chain-unreachable' ? failure.message : undefined;
  const gas = gasUsed >= gasLimit ? 'It used up all its gas.' : 'The chain does not say why.';
  return new AppError(
    'chain-refused',
    `The transaction ${hash}, to ${purpose}, failed. ${reason ?? gas}`,
    failure instanceof AppError && reason !== undefined
      ? failure.remedy
      : 'Start it again: it is tried without sending first. What is done is not done twice.',
  );
}
