import { ZeroAddress } from 'ethers';
import type { MarketRequest } from '../../../src-main/engine/chain/market-request.ts';

/** How a callback behaves when it is called; `stubborn` refuses until it is told to accept. */
export type ReceiverKind = 'none' | 'accepting' | 'stubborn' | 'reentering';

export interface ModelRequest {
  request: MarketRequest;
  state: 'Open' | 'Fulfilled' | 'Refunded';
  receiver: ReceiverKind;
  /** The callback failed and was not told the answer since. */
  isCallbackFailed: boolean;
}

/** A market written a second time, in a few lines: who has what, what is in escrow, which calls are accepted. */
export class MarketModel {
  readonly #balances = new Map<string, bigint>();
  readonly #usedNonces = new Set<string>();
  readonly #deprecated = new Set<bigint>();
  readonly requests: ModelRequest[] = [];
  readonly donations = new Map<string, bigint>();
  isStubbornAccepting = false;

  /**
   * @param time        of the next block
   * @param taxedToken  the token that keeps a tenth of every transfer
   * @param maxDuration the furthest that a deadline may lie in the future
   */
  constructor(
    public time: bigint,
    readonly taxedToken: string,
    readonly maxDuration: bigint,
  ) {}

  balanceOf(account: string, token: string): bigint {
    return this.#balances.get(`${account} ${token}`) ?? 0n;
  }

  /** What the market has to hold of a token. */
  holdings(token: string, accounts: readonly string[]): bigint {
    const balances = accounts.map((account) => this.balanceOf(account, token));
    const escrow = this.requests
      .filter(({ state, request }) => state === 'Open' && request.feeToken === token)
      .map(({ request }) => request.fee);
    return [...balances, ...escrow].reduce((sum, amount) => sum + amount, this.donations.get(token) ?? 0n);
  }

  /** What arrives of a transfer. */
  arriving(token: string, amount: bigint): bigint {
    return token === this.taxedToken ? amount - amount / 10n : amount;
  }

  deposit(token: string, amount: bigint, account: string): boolean {
    this.#add(account, token, this.arriving(token, amount));
    return true;
  }

  withdraw(account: string, token: string, amount: bigint): boolean {
    if (this.balanceOf(account, token) < amount) return false;
    this.#add(account, token, -amount);
    return true;
  }

  donate(token: string, amount: bigint): boolean {
    this.donations.set(token, (this.donations.get(token) ?? 0n) + this.arriving(token, amount));
    return true;
  }

  cancel(account: string, nonce: bigint): boolean {
    this.#usedNonces.add(`${account} ${nonce}`);
    return true;
  }

  deprecate(modelId: bigint): boolean {
    if (this.#deprecated.has(modelId)) return false;
    this.#deprecated.add(modelId);
    return true;
  }

  open(request: MarketRequest, receiver: ReceiverKind, value = 0n): boolean {
    const { requester, feeToken, fee, deadline, nonce } = request;
    if (value !== 0n && feeToken !== ZeroAddress) return false;
    if (deadline <= this.time || deadline > this.time + this.maxDuration) return false;
    if (request.submitBy !== 0n && this.time > request.submitBy) return false;
    if (this.#deprecated.has(request.modelId) || this.#usedNonces.has(`${requester} ${nonce}`)) return false;
    const balance = this.balanceOf(requester, feeToken);
    const missing = fee > balance ? fee - balance : 0n;
    const brought = feeToken === ZeroAddress ? value : this.arriving(feeToken, missing);
    if (balance + brought < fee) return false;
    this.#add(requester, feeToken, brought - fee);
    this.#usedNonces.add(`${requester} ${nonce}`);
    this.requests.push({ request, state: 'Open', receiver, isCallbackFailed: false });
    return true;
  }

  fulfil(entry: ModelRequest, payee: string, isProven: boolean): boolean {
    const { request } = entry;
    if (entry.state !== 'Open' || this.time > request.deadline || !isProven) return false;
    if (this.#deprecated.has(request.modelId)) return false;
    entry.state = 'Fulfilled';
    this.#add(payee, request.feeToken, request.fee);
    entry.isCallbackFailed = entry.receiver === 'stubborn' && !this.isStubbornAccepting;
    return true;
  }

  refund(entry: ModelRequest): boolean {
    const { request } = entry;
    if (entry.state !== 'Open') return false;
    if (this.time <= request.deadline && !this.#deprecated.has(request.modelId)) return false;
    entry.state = 'Refunded';
    this.#add(request.requester, request.feeToken, request.fee);
    return true;
  }

  retry(entry: ModelRequest): boolean {
    if (!entry.isCallbackFailed || !this.isStubbornAccepting) return false;
    entry.isCallbackFailed = false;
    return true;
  }

  #add(account: string, token: string, amount: bigint): void {
    this.#balances.set(`${account} ${token}`, this.balanceOf(account, token) + amount);
  }
}
