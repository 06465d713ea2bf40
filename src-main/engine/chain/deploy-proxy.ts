import { Transaction, formatUnits, parseUnits, type Provider, type Signer } from 'ethers';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import { providerOf, sendTransaction } from './call-contract.ts';
import { toChainError } from './chain-error.ts';
import { DEPLOYMENT_PROXY } from './plan-deployment.ts';

/**
 * The transaction of EIP-7997's proxy. Its signature was chosen (r = s = 0x22...22), so that nobody holds the key of its
 * sender and it creates the same contract at the same address on every chain that takes transactions without a chain id.
 */
const TRANSACTION = Transaction.from(
  '0xf8a58085174876e800830186a08080b853604580600e600039806000f350fe7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf31ba02222222222222222222222222222222222222222222222222222222222222222a02222222222222222222222222222222222222222222222222222222222222222',
);
const SENDER = TRANSACTION.from!;
const GAS_PRICE = parseUnits('100', 'gwei');
const COST = GAS_PRICE * TRANSACTION.gasLimit;
/** The transaction as it is sent, and what it costs its sender, in wei, whatever gas costs elsewhere. */
export const PROXY_TRANSACTION = {
  raw: TRANSACTION.serialized,
  sender: SENDER,
  nonce: 0,
  cost: COST,
} as const;
/** What lies at its address: the creation code without its first 14 bytes, which return the rest. */
export const PROXY_CODE = `0x${TRANSACTION.data.slice(30)}`;

/** Whether the deployment proxy is on the chain. */
export async function hasProxy(provider: Provider): Promise<boolean> {
  return (await ask(provider.getCode(DEPLOYMENT_PROXY))) === PROXY_CODE;
}

/**
 * Puts the deterministic deployment proxy on a chain: pays its sender what the transaction costs, sends the transaction
 * that was signed for all chains, and looks at what it left.
 *
 * @returns hashes of the transactions that were sent; empty where the proxy was there
 * @throws AppError network-unsupported where the chain does not take this transaction, chain-unreachable, aborted
 */
export async function deployProxy(signer: Signer, work: LongWork = {}): Promise<string[]> {
  const provider = providerOf(signer);
  if (await hasProxy(provider)) return [];
  await requireDeployableProxy(provider);

  const sent: string[] = [];
  work.onProgress?.({ stage: 'deploy', message: 'Deploying the deployment proxy' });
  const balance = await ask(provider.getBalance(SENDER));
  if (balance < COST) {
    const funding = { to: SENDER, data: '0x', value: COST - balance };
    sent.push((await sendTransaction(signer, funding, work)).hash);
  }
  try {
    const response = await provider.broadcastTransaction(TRANSACTION.serialized);
    sent.push(response.hash);
    await response.wait();
  } catch (error) {
    throw refused('it does not take the transaction, which names no chain id (EIP-155)', toChainError(error));
  }
  if (!(await hasProxy(provider))) throw refused('the transaction left something else');
  return sent;
}

/**
 * Nothing is paid for a transaction that cannot succeed: it has one attempt on a chain.
 * @throws AppError network-unsupported with the reason why this chain will not take it, chain-unreachable
 */
export async function requireDeployableProxy(provider: Provider): Promise<void> {
  if ((await ask(provider.getCode(DEPLOYMENT_PROXY))) !== '0x') throw refused('other code lies there');
  if ((await ask(provider.getTransactionCount(SENDER))) > 0) {
    throw refused('the one transaction that could deploy it was used up');
  }
  const block = await ask(provider.getBlock('latest'));
  const baseFee = block?.baseFeePerGas ?? 0n;
  if (baseFee > GAS_PRICE) {
    throw refused(
      `it asks ${formatUnits(baseFee, 'gwei')} gwei for gas where the transaction pays ${formatUnits(GAS_PRICE, 'gwei')}`,
    );
  }
  const gas = await ask(provider.estimateGas({ from: SENDER, data: TRANSACTION.data, gasPrice: 0n }));
  if (gas > TRANSACTION.gasLimit) {
    throw refused(`it takes ${gas} gas where the transaction has ${TRANSACTION.gasLimit}`);
  }
}

function refused(reason: string, cause?: unknown): AppError {
  return new AppError(
    'network-unsupported',
    `The deterministic deployment proxy cannot be put on this chain: ${reason}.`,
    `Ask the chain's operators for EIP-7997 (${DEPLOYMENT_PROXY}), or use another chain.`,
    { cause },
  );
}

async function ask<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw toChainError(error);
  }
}
