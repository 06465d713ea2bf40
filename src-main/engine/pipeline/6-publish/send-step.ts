import { setTimeout as sleep } from 'node:timers/promises';
import {
  formatEther,
  formatUnits,
  isError,
  keccak256,
  type TransactionLike,
  type TransactionRequest,
} from 'ethers';
import { AppError } from '../../../api/errors.ts';
import { throwIfAborted } from '../../../api/progress.ts';
import { toChainError } from '../../chain/chain-error.ts';
import type { JournalFees, JournalTransaction } from '../../store/journal/journal-types.ts';
import { broadcast, type Delivery, isUnreachable } from './broadcast.ts';
import { suggestFees } from './fees.ts';
import { ask, type PlacedStep, type PublicationRun } from './publication-run.ts';

/** The most gas of one transaction on Ethereum (EIP-7825). */
const TRANSACTION_GAS_CAP = 1n << 24n;

/**
 * Signs a transaction for a step, writes it down and sends it.
 *
 * @param like nonce and fees; the next nonce and what the node suggests where absent
 * @throws AppError `chain-refused` where it would fail or cannot be paid, `aborted` where the signer refuses
 */
export async function sendStep(
  run: PublicationRun,
  step: PlacedStep,
  like: { nonce?: number; fees?: JournalFees } = {},
): Promise<Delivery> {
  const { publication, account } = run;
  if (step.presigned) return sendPresigned(run, step, step.presigned);
  const transaction = await prepare(run, step, like);
  throwIfAborted(run.work.signal);
  const entry = {
    sender: account.address,
    nonce: transaction.nonce,
    to: step.to,
    dataHash: keccak256(step.data),
    gasLimit: transaction.gasLimit,
    ...transaction.fees,
  };
  if (account.kind === 'signs') {
    const raw = await account.sign(transaction.like);
    const hash = keccak256(raw);
    return deliver(run, step, publication.addTransaction(step.id, { ...entry, state: 'signed', hash, raw }));
  }
  const asked = publication.addTransaction(step.id, { ...entry, state: 'asked', hash: null, raw: null });
  return haveSent(run, step, asked, () => account.send(transaction.like));
}

/** Sends a transaction that was signed before, as it is. */
export async function deliver(
  run: PublicationRun,
  step: PlacedStep,
  transaction: JournalTransaction,
): Promise<Delivery> {
  const { raw, hash } = transaction;
  if (raw === null || hash === null) throw new Error('What an external signer sends is not in the journal.');
  const height = await ask(run, (node) => node.getBlockNumber());
  const delivery = await broadcast((question) => ask(run, question), { raw, hash });
  if (delivery === 'sent') run.publication.markSent(transaction, step.id, hash, height);
  return delivery;
}

/** Someone else's signed transaction; its sender's nonce is free as long as the effect is not there. */
async function sendPresigned(
  run: PublicationRun,
  step: PlacedStep,
  { raw, sender, nonce }: NonNullable<PlacedStep['presigned']>,
): Promise<Delivery> {
  const entry = run.publication.addTransaction(step.id, {
    state: 'signed',
    sender,
    nonce,
    to: step.to,
    dataHash: keccak256(step.data),
    gasLimit: 0n,
    maxFeePerGas: 0n,
    maxPriorityFeePerGas: null,
    hash: keccak256(raw),
    raw,
  });
  return deliver(run, step, entry);
}

async function haveSent(
  run: PublicationRun,
  step: PlacedStep,
  asked: JournalTransaction,
  send: () => Promise<string>,
): Promise<Delivery> {
  const { publication } = run;
  const height = await ask(run, (node) => node.getBlockNumber());
  try {
    publication.markSent(asked, step.id, await send(), height);
    return 'sent';
  } catch (error) {
    // It may have been sent all the same: the nonce tells, now or in the next run.
    if (isUnreachable(error)) return 'sent';
    if (isError(error, 'NONCE_EXPIRED')) return 'overtaken';
    if (error instanceof AppError && error.code !== 'aborted') throw error;
    publication.markTransaction(asked, 'dropped');
    publication.markStep(step.id, { state: 'planned' });
    throw toChainError(error);
  }
}

async function prepare(
  run: PublicationRun,
  step: PlacedStep,
  like: { nonce?: number; fees?: JournalFees },
): Promise<{ nonce: number; gasLimit: bigint; fees: JournalFees; like: TransactionLike<string> }> {
  const { account, chainId, maximumFeePerGas } = run;
  const { to, data, value = 0n } = step;
  const from = account.address;
  const call = { from, to, data, value };
  const estimate = await estimateGas(run, call);
  const gasLimit = withMargin(estimate);
  const fees = like.fees ?? (await ask(run, (node) => run.priceOf?.(call) ?? suggestFees(node)));
  if (maximumFeePerGas !== undefined && fees.maxFeePerGas > maximumFeePerGas) {
    throw new AppError(
      'chain-refused',
      `Gas costs ${gwei(fees.maxFeePerGas)} gwei now, and ${gwei(maximumFeePerGas)} gwei may be paid.`,
      'Start it again later, or allow more.',
    );
  }
  await expectFunds(run, step, gasLimit * fees.maxFeePerGas + value);
  const nonce = like.nonce ?? (await ask(run, (node) => node.getTransactionCount(from, 'pending')));
  const prices =
    fees.maxPriorityFeePerGas === null
      ? { type: 0, gasPrice: fees.maxFeePerGas }
      : { type: 2, maxFeePerGas: fees.maxFeePerGas, maxPriorityFeePerGas: fees.maxPriorityFeePerGas };
  return { nonce, gasLimit, fees, like: { chainId, from, to, data, value, nonce, gasLimit, ...prices } };
}

/** What fails may do so because the node has not seen the step before; it gets a few more blocks. */
async function estimateGas(run: PublicationRun, call: TransactionRequest): Promise<bigint> {
  for (let left = run.pace.agreeingLooks; ; left--) {
    try {
      return await ask(run, (node) => node.estimateGas(call));
    } catch (error) {
      const isRefusal = error instanceof AppError && error.code === 'chain-refused';
      if (!isRefusal || left <= 1) throw error;
    }
    await sleep(run.pace.pollMilliseconds, undefined, { signal: run.work.signal }).catch(() => undefined);
  }
}

/** An eighth more than was estimated: what others do in between may cost a little. */
function withMargin(estimate: bigint): bigint {
  const limit = estimate + estimate / 8n;
  return estimate <= TRANSACTION_GAS_CAP && limit > TRANSACTION_GAS_CAP ? TRANSACTION_GAS_CAP : limit;
}

async function expectFunds(run: PublicationRun, { purpose }: PlacedStep, wanted: bigint): Promise<void> {
  const { address } = run.account;
  const balance = await ask(run, (node) => node.getBalance(address));
  if (balance >= wanted) return;
  throw new AppError(
    'chain-refused',
    `The account ${address} has ${formatEther(balance)} of the chain's coin, and up to ${formatEther(wanted)} may be needed to ${purpose}.`,
    'Send it some funds, then start it again: what is done is not done twice.',
  );
}

function gwei(fee: bigint): string {
  return formatUnits(fee, 'gwei');
}
