import type { Interface, Provider, Result, Signer, TransactionReceipt } from 'ethers';
import { AppError } from '../../api/errors.ts';
import { throwIfAborted, type LongWork } from '../../api/progress.ts';
import { toChainError } from './chain-error.ts';

/**
 * One eth_call.
 *
 * @returns the decoded results
 * @throws AppError chain-refused, chain-unreachable, proof-invalid
 */
export async function callContract(
  provider: Provider,
  address: string,
  abi: Interface,
  method: string,
  args: readonly unknown[],
): Promise<Result> {
  try {
    const returned = await provider.call({ to: address, data: abi.encodeFunctionData(method, args) });
    return abi.decodeFunctionResult(method, returned);
  } catch (error) {
    throw toChainError(error);
  }
}

/** The provider behind a signer. */
export function providerOf(signer: Signer): Provider {
  if (signer.provider) return signer.provider;
  throw new AppError(
    'chain-unreachable',
    'The account is not connected to a chain.',
    'Connect it to a provider.',
  );
}

/**
 * Sends one transaction and waits for its receipt. Cancelling stops the waiting, not the transaction.
 *
 * @throws AppError chain-refused (with the contract's error where the chain foresees it), chain-unreachable, aborted
 */
export async function sendTransaction(
  signer: Signer,
  transaction: { to: string; data: string },
  { signal }: LongWork,
): Promise<TransactionReceipt> {
  throwIfAborted(signal);
  try {
    const sent = await signer.sendTransaction(transaction);
    const receipt = await untilAborted(sent.wait(), signal);
    if (receipt) return receipt;
  } catch (error) {
    throw toChainError(error);
  }
  throw new AppError('chain-unreachable', 'No receipt came for the transaction.', 'Look it up later.');
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () =>
      reject(
        new AppError(
          'aborted',
          'The waiting was cancelled; the transaction may still be confirmed.',
          'Look the transaction up before you send it again.',
        ),
      );
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
