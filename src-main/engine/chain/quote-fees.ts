import { formatEther, type JsonRpcProvider } from 'ethers';
import { AppError } from '../../api/errors.ts';
import { throwIfAborted, type LongWork } from '../../api/progress.ts';
import { toChainError } from './chain-error.ts';
import { estimateDataFee } from './fees/data-fee.ts';
import { deploymentGas, registrationGas } from './fees/gas-figures.ts';
import {
  presentPrice,
  priceTransaction,
  suggestGasPrice,
  type GasPrice,
  type Pretended,
  type PretendedAccount,
} from './fees/gas-price.ts';
import type { Network } from './networks/network.ts';

/** A transaction of a plan, before anybody has signed it. */
export interface TransactionToQuote {
  purpose: string;
  to: string;
  data: string;
  /** wei */
  value?: bigint;
  /** What it leaves, so that those after it can be estimated: the code at an address, or words of its storage. */
  leaves?: { address: string } & ({ code: string } | { stateDiff: Record<string, string> });
  /** Gas where the node cannot estimate it; by what it leaves and by its size where absent. */
  figure?: bigint;
  /** Signed by somebody else, who pays for it. */
  isPresigned?: boolean;
}

export interface QuotedTransaction {
  purpose: string;
  to: string;
  /** Units of gas; null where the network cannot tell before the contracts that it builds on are there. */
  gas: bigint | null;
  /** Estimated by the node; otherwise from figures of other chains. */
  isEstimated: boolean;
  /** wei for the execution at the present price of gas */
  execution: bigint | null;
  /** wei for the data on Ethereum */
  data: bigint;
  /** wei that it moves */
  value: bigint;
  /** wei in all at the present prices, and the most that it may become */
  expected: bigint | null;
  maximum: bigint | null;
}

export interface FeeQuote {
  /** Symbol of the coin; amounts are wei of it. */
  currency: string;
  price: GasPrice;
  transactions: QuotedTransaction[];
  /** Of all; null where one of them is not known. */
  expected: bigint | null;
  maximum: bigint | null;
  account: string;
  balance: bigint;
  /** What the account has to hold so that every transaction is taken, if prices stay. */
  needed: bigint;
}

/** A transaction of more gas than this is taken by no network that follows EIP-7825. */
const TRANSACTION_GAS_CAP = 1n << 24n;
/** Kinds of networks on which gas is Ethereum's, so that figures of others hold. */
const OWN_GAS = new Set(['zksync']);

/**
 * What a list of transactions will cost an account, one after the other. Nothing is sent, and gas is an estimate: the
 * receipts tell what it was.
 *
 * @param from who will pay; needs no funds to ask
 * @throws AppError network-unsupported where one has no room on the network, chain-refused where one would fail,
 *         chain-unreachable, aborted
 */
export async function quoteFees(
  provider: JsonRpcProvider,
  network: Network,
  from: string,
  transactions: readonly TransactionToQuote[],
  { signal, onProgress }: LongWork = {},
): Promise<FeeQuote> {
  try {
    const suggested = await suggestGasPrice(provider);
    const { chainId } = await provider.getNetwork();
    const blockGas = await blockGasLimit(provider);
    const pretended: Record<string, PretendedAccount> = {};
    const quoted: QuotedTransaction[] = [];
    let price = suggested;
    for (const [index, transaction] of transactions.entries()) {
      throwIfAborted(signal);
      onProgress?.({
        stage: 'quote',
        message: 'Asking what it will cost',
        fraction: index / transactions.length,
      });
      const one = await quoteOne(provider, network, chainId, from, transaction, pretended, suggested);
      if (one.gas !== null) expectRoom(network, one, blockGas);
      if (one.price.maxFeePerGas > price.maxFeePerGas) price = one.price;
      quoted.push(one.quoted);
      if (transaction.leaves) {
        const { address, ...left } = transaction.leaves;
        pretended[address] = { ...pretended[address], ...left };
      }
    }
    const { currency } = network;
    const balance = await provider.getBalance(from);
    const sums = { expected: sum(quoted, 'expected'), maximum: sum(quoted, 'maximum') };
    return { currency, price, transactions: quoted, ...sums, account: from, balance, needed: needed(quoted) };
  } catch (error) {
    throw toChainError(error);
  }
}

/** @throws AppError funds-missing where the account holds less than the transactions need */
export function requireFunds({ account, balance, needed, currency }: FeeQuote, network: Network): void {
  if (balance >= needed) return;
  const holds = balance === 0n ? 'is empty' : `holds ${formatEther(balance)} ${currency}`;
  throw new AppError(
    'funds-missing',
    `The account ${account} ${holds} on ${network.title}, and about ${formatEther(needed)} ${currency} are needed.`,
    network.isTest && network.kind !== 'local'
      ? 'Get coins for it from a faucet of the network; nothing was signed.'
      : 'Send it some funds; nothing was signed.',
  );
}

async function quoteOne(
  provider: JsonRpcProvider,
  { kind }: Network,
  chainId: bigint,
  from: string,
  transaction: TransactionToQuote,
  pretended: Pretended,
  suggested: GasPrice,
): Promise<{ quoted: QuotedTransaction; gas: bigint | null; price: GasPrice; purpose: string }> {
  const { purpose, to, data, value = 0n, isPresigned } = transaction;
  if (isPresigned) return { ...free(purpose, to), gas: null, price: suggested, purpose };
  // Moving coins takes the same gas for any amount, and an estimate would want the account to hold it.
  const call = { from, to, data, value: data === '0x' ? 0n : value };
  const { gas: estimate, price } = await priceTransaction(provider, kind, call, pretended, suggested);
  const gas = estimate ?? (OWN_GAS.has(kind) ? null : figureOf(transaction));
  if (gas === null) {
    const unknown = { gas, isEstimated: false, execution: null, data: 0n, expected: null, maximum: null };
    return { quoted: { purpose, to, value, ...unknown }, gas, price, purpose };
  }
  const fee = await estimateDataFee(provider, kind, chainId, call, gas, price);
  const dataGas = fee.gas < gas ? fee.gas : gas;
  const execution = (gas - dataGas) * presentPrice(price);
  const dataFee = dataGas * presentPrice(price) + fee.beside;
  return {
    quoted: {
      purpose,
      to,
      gas,
      isEstimated: estimate !== undefined,
      execution,
      data: dataFee,
      value,
      expected: execution + dataFee + value,
      // An eighth more gas than estimated is offered, and prices on Ethereum may rise by half meanwhile.
      maximum: (gas + gas / 8n) * price.maxFeePerGas + (fee.beside * 3n) / 2n + value,
    },
    gas,
    price,
    purpose,
  };
}

function figureOf({ data, leaves, figure }: TransactionToQuote): bigint {
  if (figure !== undefined) return figure;
  return leaves && 'code' in leaves
    ? deploymentGas(data, (leaves.code.length - 2) / 2)
    : registrationGas(data);
}

function free(purpose: string, to: string): { quoted: QuotedTransaction } {
  const nothing = { execution: 0n, data: 0n, value: 0n, expected: 0n, maximum: 0n };
  return { quoted: { purpose, to, gas: null, isEstimated: true, ...nothing } };
}

function expectRoom(
  network: Network,
  { gas, purpose }: { gas: bigint | null; purpose: string },
  blockGas: bigint,
): void {
  const hasCap = network.kind !== 'local' && network.kind !== 'zksync';
  const room = hasCap && blockGas > TRANSACTION_GAS_CAP ? TRANSACTION_GAS_CAP : blockGas;
  if (gas === null || gas <= room) return;
  throw new AppError(
    'network-unsupported',
    `To ${purpose} takes ${gas.toLocaleString('en-US')} gas, and a transaction on ${network.title} may take ${room.toLocaleString('en-US')}.`,
    'Commit to the inputs or give the outputs fewer bits, which makes the key shorter, or use another network.',
  );
}

/** A node takes a transaction if the account could pay the most that it may cost, after all before it were paid. */
function needed(quoted: readonly QuotedTransaction[]): bigint {
  let paid = 0n;
  let most = 0n;
  for (const { expected, maximum } of quoted) {
    if (paid + (maximum ?? 0n) > most) most = paid + (maximum ?? 0n);
    paid += expected ?? 0n;
  }
  return most;
}

function sum(quoted: readonly QuotedTransaction[], what: 'expected' | 'maximum'): bigint | null {
  return quoted.reduce<bigint | null>((total, one) => {
    const part = one[what];
    return total === null || part === null ? null : total + part;
  }, 0n);
}

async function blockGasLimit(provider: JsonRpcProvider): Promise<bigint> {
  const block = (await provider.send('eth_getBlockByNumber', ['latest', false])) as {
    gasLimit: string;
  } | null;
  return BigInt(block?.gasLimit ?? 0);
}
