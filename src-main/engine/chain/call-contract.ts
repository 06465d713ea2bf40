import type { Provider, Signer, TransactionReceipt } from 'ethers';
import { AppError } from '../../api/errors.ts';
import { throwIfAborted, type LongWork } from '../../api/progress.ts';
import { toChainError } from './chain-error.ts';
import type {
  Abi,
  EventFilter,
  EventName,
  MethodArguments,
  MethodName,
  MethodResults,
  TypedInterface,
} from './typed-interface.ts';

/**
 * One eth_call. A call to an address without code succeeds on every chain and returns nothing, so an empty answer counts
 * only where there is code.
 *
 * @returns the decoded results
 * @throws AppError chain-refused, chain-unreachable, proof-invalid
 */
export async function callContract<A extends Abi, Method extends MethodName<A>>(
  provider: Provider,
  address: string,
  abi: TypedInterface<A>,
  method: Method,
  args: MethodArguments<A, Method>,
): Promise<MethodResults<A, Method>> {
  try {
    const returned = await provider.call({ to: address, data: abi.encodeFunctionData(method, args) });
    if (returned === '0x' && (await provider.getCode(address)) === '0x') {
      throw new AppError(
        'chain-refused',
        `There is no contract at ${address}.`,
        'Check the chain, and deploy the contracts to it first.',
      );
    }
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
  transaction: { to: string; data: string; value?: bigint },
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

/**
 * Makes sure that a transaction did what it was sent for: to an address without code anything succeeds.
 *
 * @throws AppError chain-refused where `contract` did not emit `event` with these first indexed arguments
 */
export function expectEvent<A extends Abi, Event extends EventName<A>>(
  receipt: TransactionReceipt,
  contract: string,
  abi: TypedInterface<A>,
  event: Event,
  indexed: EventFilter<A, Event>,
): void {
  const topics = abi.encodeFilterTopics(event, indexed);
  const emitted = receipt.logs.some(
    (log) =>
      log.address.toLowerCase() === contract.toLowerCase() &&
      topics.every((topic, index) => topic === null || topic === log.topics[index]),
  );
  if (emitted) return;
  throw new AppError(
    'chain-refused',
    `The transaction ${receipt.hash} went through, but ${contract} did not report ${event}.`,
    'Check the chain, and deploy the contracts to it first.',
  );
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
