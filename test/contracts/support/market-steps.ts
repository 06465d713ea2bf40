import { Interface, ZeroAddress, toQuantity, type JsonRpcProvider, type Signer } from 'ethers';
import type { MarketRequest } from '../../../src-main/engine/chain/market-request.ts';
import type { Action, ProofKind } from './market-actions.ts';
import { INPUT_COMMITMENT, OUTPUT, type Answer, type MarketFixture } from './market-fixture.ts';
import type { MarketModel, ReceiverKind } from './market-model.ts';

/** What is called beside the market. */
const OTHERS = new Interface(['function transfer(address to, uint256 amount)', 'function accept()']);

const RECENT = 4;

interface SignedRequest {
  request: MarketRequest;
  receiver: ReceiverKind;
  signature: string;
}

/** Whom and what the numbers in actions name. */
export interface World {
  provider: JsonRpcProvider;
  people: string[];
  signers: Signer[];
  tokens: string[];
  models: bigint[];
  receivers: Record<ReceiverKind, string>;
}

/** What the chain did and what the model says; undefined where nothing was sent. */
type Outcome = { accepted: boolean; expected: boolean } | undefined;

/** Takes each action on the chain and in the model. */
export class MarketSteps {
  readonly #fixture: MarketFixture;
  readonly #model: MarketModel;
  readonly #world: World;
  readonly #signed: SignedRequest[] = [];
  #nonce = 0n;

  constructor(fixture: MarketFixture, model: MarketModel, world: World) {
    this.#fixture = fixture;
    this.#model = model;
    this.#world = world;
  }

  async take(action: Action): Promise<Outcome> {
    const { people, tokens, models } = this.#world;
    const model = this.#model;
    switch (action.kind) {
      case 'deposit': {
        const [token, account] = [tokens[action.token]!, people[action.account]!];
        const value = token === ZeroAddress ? action.amount : 0n;
        const accepted = await this.#call(action.actor, 'deposit', [token, action.amount, account], value);
        return { accepted, expected: model.deposit(token, action.amount, account) };
      }
      case 'withdraw': {
        const token = tokens[action.token]!;
        const args = [token, action.amount, people[action.to]];
        const accepted = await this.#call(action.actor, 'withdraw', args);
        return { accepted, expected: model.withdraw(people[action.actor]!, token, action.amount) };
      }
      case 'donate':
        return this.#donate(people[action.actor]!, tokens[action.token]!, action.amount);
      case 'request': {
        const request = this.#request(action, 0n);
        const exact = request.feeToken === ZeroAddress ? request.fee : 0n;
        const value = { nothing: 0n, fee: exact, more: request.fee + 50n }[action.value];
        const accepted = await this.#call(action.actor, 'request', [request], value);
        return { accepted, expected: model.open(request, action.receiver, value) };
      }
      case 'sign': {
        const submitBy = action.submitWithin === 0 ? 0n : model.time + BigInt(action.submitWithin);
        const request = this.#request(action, submitBy);
        const signature = await this.#fixture.sign(request, this.#world.signers[action.actor]!);
        this.#signed.push({ request, receiver: action.receiver, signature });
        return undefined;
      }
      case 'submit': {
        const signed = pick(this.#signed, action.which);
        if (!signed) return undefined;
        const accepted = await this.#call(action.actor, 'requestFor', [signed.request, signed.signature]);
        return { accepted, expected: model.open(signed.request, signed.receiver) };
      }
      case 'cancel': {
        const signed = pick(this.#signed, action.which);
        if (!signed) return undefined;
        const { requester, nonce } = signed.request;
        const args = [nonce >> 8n, 1n << (nonce & 255n)];
        const accepted = await this.#call(people.indexOf(requester), 'cancelNonces', args);
        return { accepted, expected: model.cancel(requester, nonce) };
      }
      case 'fulfil': {
        const entry = pick(model.requests, action.which);
        if (!entry) return undefined;
        const payee = people[action.payee]!;
        const { output, proof } = this.#prove(entry.request, payee, action.proof);
        const accepted = await this.#call(action.actor, 'fulfil', [entry.request, output, proof]);
        const isProven = action.proof === 'sound' || action.proof === 'rerandomised';
        return { accepted, expected: model.fulfil(entry, payee, isProven) };
      }
      case 'refund': {
        const entry = pick(model.requests, action.which);
        if (!entry) return undefined;
        const accepted = await this.#call(action.actor, 'refund', [entry.request]);
        return { accepted, expected: model.refund(entry) };
      }
      case 'retry': {
        const entry = pick(model.requests, action.which);
        if (!entry) return undefined;
        const { output } = this.#fixture.answerTo(entry.request, people[0]!);
        const accepted = await this.#call(action.actor, 'retryCallback', [entry.request, output]);
        return { accepted, expected: model.retry(entry) };
      }
      case 'accept':
        model.isStubbornAccepting = true;
        await this.#send(people[0]!, this.#world.receivers.stubborn, OTHERS.encodeFunctionData('accept'));
        return undefined;
      case 'wait':
        model.time += BigInt(action.seconds);
        return undefined;
      case 'deprecate': {
        const modelId = models[action.model]!;
        const { registry } = this.#fixture;
        const data = registry.interface.encodeFunctionData('deprecateModel', [modelId]);
        const accepted = await this.#send(people[0]!, String(registry.target), data);
        return { accepted, expected: model.deprecate(modelId) };
      }
    }
  }

  #request(action: Action & { kind: 'request' | 'sign' }, submitBy: bigint): MarketRequest {
    const { people, tokens, models, receivers } = this.#world;
    return {
      requester: people[action.actor]!,
      modelId: models[action.model]!,
      inputCommitment: INPUT_COMMITMENT,
      inputUri: '',
      feeToken: tokens[action.token]!,
      fee: action.fee,
      deadline: this.#model.time + BigInt(action.duration),
      callback: receivers[action.receiver],
      callbackGas: 200_000n,
      nonce: this.#nonce++,
      submitBy,
    };
  }

  #prove(request: MarketRequest, payee: string, kind: ProofKind): Answer {
    const { answerTo, requestId } = this.#fixture;
    const answer = answerTo(request, payee);
    if (kind === 'rerandomised') return { ...answer, proof: answer.rerandomised };
    if (kind === 'of another output')
      return { ...answer, proof: answerTo(request, payee, { output: OUTPUT.with(0, 1n) }).proof };
    if (kind === 'of another request')
      return answerTo(request, payee, { requestId: requestId({ ...request, fee: request.fee + 1n }) });
    if (kind === 'stolen') {
      const victim = this.#fixture.marketAddress;
      const { proof } = answerTo(request, victim);
      return { ...answer, proof: proof.replace(victim.slice(2).toLowerCase(), payee.slice(2).toLowerCase()) };
    }
    return answer;
  }

  async #donate(from: string, token: string, amount: bigint): Promise<Outcome> {
    const { marketAddress } = this.#fixture;
    const { provider } = this.#world;
    if (token === ZeroAddress) {
      // No call sends coins to the market past its ledger, but a block's reward or a destroyed contract does.
      const balance = await provider.getBalance(marketAddress);
      await provider.send('anvil_setBalance', [marketAddress, `0x${(balance + amount).toString(16)}`]);
      return { accepted: true, expected: this.#model.donate(token, amount) };
    }
    const data = OTHERS.encodeFunctionData('transfer', [marketAddress, amount]);
    const accepted = await this.#send(from, token, data);
    return { accepted, expected: this.#model.donate(token, amount) };
  }

  #call(actor: number, method: string, args: unknown[], value = 0n): Promise<boolean> {
    const { market, marketAddress } = this.#fixture;
    const data = market.interface.encodeFunctionData(method, args);
    return this.#send(this.#world.people[actor]!, marketAddress, data, value);
  }

  /** One transaction in a block of the model's time; tells whether it went through. */
  async #send(from: string, to: string, data: string, value = 0n): Promise<boolean> {
    const { provider } = this.#world;
    await provider.send('evm_setNextBlockTimestamp', [Number(this.#model.time)]);
    const transaction = { from, to, data, value: toQuantity(value), gas: toQuantity(4_000_000) };
    // Answers with the receipt.
    const receipt = (await provider.send('eth_sendTransactionSync', [transaction])) as { status: string };
    return receipt.status === '0x1';
  }
}

/** One of the latest: with the older ones little is left to happen. */
function pick<Entry>(entries: readonly Entry[], which: number): Entry | undefined {
  return entries.at(-1 - (which % Math.min(entries.length, RECENT)));
}
