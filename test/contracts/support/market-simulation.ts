import { JsonRpcProvider, ZeroAddress, ZeroHash, type Contract, type Result } from 'ethers';
import { expect } from 'vitest';
import { mined, read, send } from './contract-calls.ts';
import { MODELS, type Action } from './market-actions.ts';
import { CHAIN_ID, startMarket, type MarketFixture } from './market-fixture.ts';
import { MarketModel, type ReceiverKind } from './market-model.ts';
import { MarketSteps } from './market-steps.ts';

const WEALTH = 10n ** 12n;
const STATES = ['None', 'Open', 'Fulfilled', 'Refunded'];

/** A chain on which sequences of actions run from the same state, step by step against the model. */
export interface MarketSimulation {
  run(actions: readonly Action[]): Promise<void>;
  /** How often each kind of action was accepted and refused so far. */
  outcomes: Map<string, { accepted: number; refused: number }>;
  stop(): Promise<void>;
}

export async function startSimulation(): Promise<MarketSimulation> {
  const fixture = await startMarket();
  const { market, chain, owner } = fixture;
  const signers = [fixture.owner, fixture.requester, fixture.prover, fixture.thief];
  const people = await Promise.all(signers.map((signer) => signer.getAddress()));
  const plain = await fixture.deploy('MarketTokens', 'PlainToken');
  const taxed = await fixture.deploy('MarketTokens', 'TaxedToken');
  const tokens = [ZeroAddress, await plain.getAddress(), await taxed.getAddress()];
  for (const contract of [plain, taxed]) {
    for (const signer of signers) {
      await mined(send(owner, contract, 'mint', await signer.getAddress(), WEALTH));
      await mined(send(signer, contract, 'approve', fixture.marketAddress, 2n ** 256n - 1n));
    }
  }
  // One request at a time has nothing to wait for others for.
  const provider = new JsonRpcProvider(chain.url, CHAIN_ID, {
    staticNetwork: true,
    batchMaxCount: 1,
    cacheTimeout: -1,
  });
  const models: bigint[] = [];
  for (let index = 0; index < MODELS; index++)
    models.push((await fixture.registerModel(`model ${index}`)).modelId);
  const receivers = await deployReceivers(fixture);
  const readAll = await deployReader(fixture, provider, people, tokens);
  const maxDuration = await read<bigint>(market, 'MAX_DURATION');
  const outcomes: MarketSimulation['outcomes'] = new Map();
  const count = (kind: string, accepted: boolean): void => {
    const counts = outcomes.get(kind) ?? { accepted: 0, refused: 0 };
    counts[accepted ? 'accepted' : 'refused']++;
    outcomes.set(kind, counts);
  };

  return {
    outcomes,
    async stop() {
      provider.destroy();
      await fixture.stop();
    },
    async run(actions) {
      const snapshot = (await provider.send('evm_snapshot', [])) as string;
      const model = new MarketModel((await fixture.now()) + 1n, tokens[2]!, maxDuration);
      const steps = new MarketSteps(fixture, model, { provider, people, signers, tokens, models, receivers });
      try {
        for (const [index, action] of actions.entries()) {
          const step = `step ${index}, ${action.kind}`;
          model.time += 1n;
          const outcome = await steps.take(action);
          if (outcome) {
            expect(outcome.accepted, step).toBe(outcome.expected);
            count(action.kind, outcome.accepted);
          }
          await compare(fixture, readAll, model, people, tokens, step);
        }
      } finally {
        await provider.send('evm_revert', [snapshot]);
      }
    },
  };
}

async function deployReceivers(fixture: MarketFixture): Promise<Record<ReceiverKind, string>> {
  const { market, owner, addressOf } = fixture;
  const deploy = (name: string): Promise<Contract> => fixture.deploy('MarketReceivers', name);
  const reentering = await deploy('ReenteringReceiver');
  const self = await reentering.getAddress();
  // It pays somebody in the middle of the callback, which would show in the balances.
  const attack = market.interface.encodeFunctionData('deposit', [ZeroAddress, 1n, addressOf.thief]);
  await mined(send(owner, reentering, 'prepare', attack, 1n));
  await (await owner.sendTransaction({ to: self, value: 1_000n })).wait();
  return {
    none: ZeroAddress,
    accepting: await (await deploy('Receiver')).getAddress(),
    stubborn: await (await deploy('StubbornReceiver')).getAddress(),
    reentering: self,
  };
}

/** Reads all of a market at once. */
type Reader = (requestIds: string[]) => Promise<[bigint[][], bigint[], bigint[], string[]]>;

async function deployReader(
  fixture: MarketFixture,
  provider: JsonRpcProvider,
  people: string[],
  tokens: string[],
): Promise<Reader> {
  const reader = await fixture.deploy('MarketReader', 'MarketReader');
  const readAll = (reader.connect(provider) as Contract).getFunction('readAll');
  return async (requestIds) => {
    const result: unknown = await readAll.staticCall(fixture.marketAddress, people, tokens, requestIds);
    return (result as Result).toArray(true) as [bigint[][], bigint[], bigint[], string[]];
  };
}

/** The contract has what the model has: every balance, every state, and the money itself. */
async function compare(
  { requestId }: MarketFixture,
  readAll: Reader,
  model: MarketModel,
  people: string[],
  tokens: string[],
  step: string,
): Promise<void> {
  const requestIds = model.requests.map(({ request }) => requestId(request));
  const [balances, holdings, states, failedCallbacks] = await readAll(requestIds);
  expect(balances, `${step}: balances`).toEqual(
    tokens.map((token) => people.map((account) => model.balanceOf(account, token))),
  );
  expect(holdings, `${step}: what the market holds is balances, escrow and gifts`).toEqual(
    tokens.map((token) => model.holdings(token, people)),
  );
  const stateNames = states.map((state) => STATES[Number(state)]);
  expect(stateNames, `${step}: states`).toEqual(model.requests.map(({ state }) => state));
  expect(
    failedCallbacks.map((outputHash) => outputHash !== ZeroHash),
    `${step}: failed callbacks`,
  ).toEqual(model.requests.map(({ isCallbackFailed }) => isCallbackFailed));
}
