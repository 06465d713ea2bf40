import { isAddress, getAddress, type JsonRpcProvider, type Signer } from 'ethers';
import { AppError } from '../../../../api/errors.ts';
import type { LongWork } from '../../../../api/progress.ts';
import { askNode } from '../../../chain/ask-node.ts';
import { isDeployed, plannedContracts, predictAddresses } from '../../../chain/deploy-contracts.ts';
import { pricesOfOne } from '../../../chain/fees/gas-price.ts';
import type { Network } from '../../../chain/networks/network.ts';
import type { MarketStore } from '../../../store/market/market-store.ts';
import { publishingAccount } from '../../6-publish/publishing-account.ts';
import type { InferenceQueue } from '../queue/inference-queue.ts';
import type { ServeLog } from '../serve-log.ts';
import type { ServedModel } from '../served-model.ts';
import { PUBLIC_ONLY, type FetchGuards } from './fetch-input.ts';
import { LOCAL_MARKET_PACE, NETWORK_MARKET_PACE, type MarketPace } from './market-pace.ts';
import { MarketWatcher } from './market-watcher.ts';
import type { PricePolicy } from './price-policy.ts';

export interface MarketSettings {
  network: Network;
  provider: JsonRpcProvider;
  /** Signs the answers, by itself and without asking anybody. */
  signer: Signer;
  /** All models that are served; those that are registered on the chain are answered for. */
  models: readonly ServedModel[];
  queue: InferenceQueue;
  store: MarketStore;
  policy: PricePolicy;
  /** Whom the fees are credited to; the signer where absent. */
  payee?: string;
  /** Where to begin in a market that was never read; some blocks back where absent. */
  firstBlock?: number;
  /** Whether inputs are fetched from where requests say that they are. */
  fetchInputs: boolean;
  /** For tests. */
  guards?: FetchGuards;
  pace?: MarketPace;
  log: ServeLog;
}

/** How far back a market is read that was never read. */
const BLOCKS_BACK = 10_000;

/**
 * Opens the market of a chain for a server. Nothing is sent and nobody is answered before `start`.
 * @throws AppError `option-invalid` where no model is registered there, or no key of its own signs; `chain-refused` where
 *         there is no market; `chain-unreachable`, `aborted`, `workspace-unusable`
 */
export async function openMarket(settings: MarketSettings, work: LongWork): Promise<MarketWatcher> {
  const { network, provider, signer, log } = settings;
  const pace = settings.pace ?? (network.kind === 'local' ? LOCAL_MARKET_PACE : NETWORK_MARKET_PACE);
  const ask = <T>(question: () => Promise<T>) => askNode(question, pace, work);
  const chainId = network.chainId.toString();
  const models = settings.models.filter(({ publications }) =>
    publications.some((publication) => publication.chainId === chainId),
  );
  if (models.length === 0) throw nothingThere(network, settings.models);
  const account = await publishingAccount(signer);
  if (account.kind !== 'signs') throw asksSomebody();
  const payee = settings.payee ?? account.address;
  if (!isAddress(payee)) throw noAddress(payee);
  const market = plannedContracts().find(({ name }) => name === 'market')!;
  if (!(await ask(() => isDeployed(provider, market)))) throw withoutMarket(network);
  const height = await ask(() => provider.getBlockNumber());
  const genesis = (await ask(() => provider.getBlock(0)))?.hash ?? '';
  const place = { chainId, genesis, market: predictAddresses().market };
  return new MarketWatcher({
    place,
    books: await settings.store.open(place, account.address),
    models: new Map(models.map((model) => [model.name, model])),
    queue: settings.queue,
    policy: settings.policy,
    pace,
    account,
    payee: getAddress(payee),
    priceOf: pricesOfOne(provider, network.kind),
    provider,
    firstBlock: settings.firstBlock ?? Math.max(0, height - BLOCKS_BACK),
    fetch: settings.fetchInputs ? (settings.guards ?? PUBLIC_ONLY) : undefined,
    log,
  });
}

function nothingThere({ title }: Network, models: readonly ServedModel[]): AppError {
  const names = models.map(({ name }) => name);
  return new AppError(
    'option-invalid',
    `None of the served models (${names.join(', ')}) is registered on ${title} with the key that it has.`,
    'Publish one there first, or name another network.',
  );
}

function asksSomebody(): AppError {
  return new AppError(
    'option-invalid',
    'Answers are sent without asking anybody, and this signer asks somebody.',
    'Use a key of its own: --keystore, or PROOFPRESS_PRIVATE_KEY.',
  );
}

function noAddress(payee: string): AppError {
  return new AppError('option-invalid', `"${payee}" is no Ethereum address.`, 'Give 0x and 40 hex digits.');
}

function withoutMarket({ title, name }: Network): AppError {
  return new AppError(
    'chain-refused',
    `There is no market on ${title}.`,
    `Deploy it (npm run deploy:contracts), or serve without --market. The network is called "${name}" here.`,
  );
}
