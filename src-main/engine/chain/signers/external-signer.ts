import { AbstractSigner, Transaction, getAddress, isHexString } from 'ethers';
import type {
  JsonRpcProvider,
  Provider,
  Signer,
  TransactionLike,
  TransactionRequest,
  TypedDataDomain,
  TypedDataField,
} from 'ethers';
import { AppError } from '../../../api/errors.ts';
import type { LongWork } from '../../../api/progress.ts';
import { sendJsonRpc, type JsonRpcResponse } from '../json-rpc.ts';
import { DelegatedSigner, type AskSigner } from './delegated-signer.ts';

/** A person may have to look at the transaction and agree. */
const PERSON_MILLISECONDS = 10 * 60_000;

/**
 * An account of a program that holds keys and speaks JSON-RPC: one with eth_accounts and eth_sendTransaction (nodes,
 * Frame, web3signer), or clef, which signs without sending (account_list, account_signTransaction).
 *
 * @param url http or https
 * @param address one of its accounts; the first one where absent
 * @throws AppError signer-invalid where it has no such account, chain-mismatch where it is one of another chain,
 *         chain-unreachable where it does not answer, option-invalid, aborted
 */
export async function openExternalSigner(
  url: string,
  address: string | undefined,
  provider: JsonRpcProvider,
  { signal }: LongWork = {},
): Promise<Signer> {
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    throw new AppError(
      'option-invalid',
      'The address of the signer is no http address.',
      'Pass one such as http://127.0.0.1:8550.',
    );
  }
  const request = async (
    method: string,
    params: readonly unknown[],
    timeoutMilliseconds?: number,
  ): Promise<JsonRpcResponse> => {
    // Never twice: who sends may have sent although no answer came.
    const options = { signal, timeoutMilliseconds, retry: false };
    return sendJsonRpc(url, { id: 1, method, params }, options);
  };
  const ask: AskSigner = async (method, params) => {
    const answer = await request(method, params, PERSON_MILLISECONDS);
    if ('result' in answer) return answer.result;
    throw provider.getRpcError({ id: 1, jsonrpc: '2.0', method, params: [...params] }, answer);
  };
  const accounts = await request('eth_accounts', []);
  if ('result' in accounts && (accounts.result as string[]).length > 0) {
    await expectChain(await request('eth_chainId', []), provider);
    const account = choose(accounts.result as string[], address, url);
    return new DelegatedSigner(provider, account, ask);
  }
  const listed = await request('account_list', [], PERSON_MILLISECONDS);
  const list = 'result' in listed ? (listed.result as string[]) : [];
  return new ClefSigner(choose(list, address, url), provider, ask);
}

function choose(accounts: readonly string[], address: string | undefined, url: string): string {
  const { host } = new URL(url);
  const found =
    address === undefined
      ? accounts[0]
      : accounts.find((account) => account.toLowerCase() === address.toLowerCase());
  if (found !== undefined) return getAddress(found);
  throw new AppError(
    'signer-invalid',
    accounts.length === 0
      ? `The signer at ${host} offers no account.`
      : `The signer at ${host} does not have the account ${address}.`,
    accounts.length === 0
      ? 'Unlock an account in it, or allow it to list its accounts.'
      : `It has: ${accounts.slice(0, 10).map(getAddress).join(', ')}.`,
  );
}

/** A program that sends by itself must send to the same chain; one that does not say where it sends is taken at its word. */
async function expectChain(answer: JsonRpcResponse, provider: JsonRpcProvider): Promise<void> {
  const { chainId } = await provider.getNetwork();
  if (!('result' in answer) || BigInt(answer.result as string) === chainId) return;
  throw new AppError(
    'chain-mismatch',
    `The signer sends to chain ${BigInt(answer.result as string)}, not to chain ${chainId}.`,
    'Connect it to the network that you publish on.',
  );
}

/** Clef hands over the signed transaction, which is compared with what it was asked to sign. */
class ClefSigner extends AbstractSigner<JsonRpcProvider> {
  readonly #address: string;
  readonly #ask: AskSigner;

  constructor(address: string, provider: JsonRpcProvider, ask: AskSigner) {
    super(provider);
    this.#address = address;
    this.#ask = ask;
  }

  async getAddress(): Promise<string> {
    return this.#address;
  }

  connect(provider: null | Provider): Signer {
    return new ClefSigner(this.#address, provider as JsonRpcProvider, this.#ask);
  }

  override async signTransaction(transaction: TransactionRequest): Promise<string> {
    const wanted =
      transaction instanceof Transaction
        ? transaction
        : Transaction.from({ ...transaction, from: undefined } as TransactionLike<string>);
    const { to, data, value, nonce, gasLimit, chainId, type } = wanted;
    const { gasPrice, maxFeePerGas, maxPriorityFeePerGas } = wanted;
    const fees = type === 2 ? { maxFeePerGas, maxPriorityFeePerGas } : { gasPrice };
    const fields = { from: this.#address, to, data, value, nonce, gasLimit, chainId, ...fees };
    const request = this.provider.getRpcTransaction(fields);
    const answer = (await this.#ask('account_signTransaction', [request])) as { raw?: unknown } | null;
    const raw = answer?.raw;
    if (!isHexString(raw) || !isWanted(raw, this.#address, wanted)) {
      throw new AppError(
        'signer-invalid',
        'The signer signed something else than it was asked to.',
        'Nothing was sent. Check the signer and its rules.',
      );
    }
    return raw;
  }

  async signMessage(message: string | Uint8Array): Promise<string> {
    const bytes = typeof message === 'string' ? new TextEncoder().encode(message) : message;
    const hex = `0x${Buffer.from(bytes).toString('hex')}`;
    return String(await this.#ask('account_signData', ['text/plain', this.#address, hex]));
  }

  async signTypedData(
    _domain: TypedDataDomain,
    _types: Record<string, TypedDataField[]>,
    _value: Record<string, unknown>,
  ): Promise<string> {
    throw new AppError(
      'signer-invalid',
      'This signer is not asked for typed data.',
      'Use an encrypted key, or another signer.',
    );
  }
}

function isWanted(raw: string, address: string, wanted: Transaction): boolean {
  try {
    const signed = Transaction.from(raw);
    return signed.from === address && signed.unsignedHash === wanted.unsignedHash;
  } catch {
    return false;
  }
}
