import { JsonRpcSigner, type JsonRpcProvider, type TransactionRequest } from 'ethers';

/** Asks whoever holds the key; errors are those that ethers makes of a node's. */
export type AskSigner = (method: string, params: readonly unknown[]) => Promise<unknown>;

/**
 * An account whose key somebody else holds: a program with a JSON-RPC interface, or a wallet in a browser. It signs and
 * sends by itself; everything else is asked of the chain's own node.
 */
export class DelegatedSigner extends JsonRpcSigner {
  readonly #ask: AskSigner;

  constructor(provider: JsonRpcProvider, address: string, ask: AskSigner) {
    super(provider, address);
    this.#ask = ask;
  }

  override connect(): never {
    throw new Error('An account that somebody else holds stays with its node.');
  }

  /** @returns the transaction's hash, without waiting for anything */
  override async sendUncheckedTransaction(transaction: TransactionRequest): Promise<string> {
    const { to, ...rest } = transaction;
    const request: TransactionRequest = { ...rest, to: to ?? null, from: this.address };
    request.gasLimit ??= await this.provider.estimateGas(request);
    request.chainId ??= (await this.provider.getNetwork()).chainId;
    return String(await this.#ask('eth_sendTransaction', [this.provider.getRpcTransaction(request)]));
  }

  override async signMessage(message: string | Uint8Array): Promise<string> {
    const bytes = typeof message === 'string' ? new TextEncoder().encode(message) : message;
    const hex = `0x${Buffer.from(bytes).toString('hex')}`;
    return String(await this.#ask('personal_sign', [hex, this.address.toLowerCase()]));
  }
}
