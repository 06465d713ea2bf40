import { parseUnits } from 'ethers';
import { AppError } from '../api/errors.ts';
import type { SignerSource } from '../api/signer-source.ts';
import type { EngineContext } from './engine.ts';
import type { MarketWatcher } from './pipeline/7-serve/market/market-watcher.ts';
import { openMarket } from './pipeline/7-serve/market/open-market.ts';
import { readPrices } from './pipeline/7-serve/market/read-prices.ts';
import type { InferenceQueue } from './pipeline/7-serve/queue/inference-queue.ts';
import type { ServeLog } from './pipeline/7-serve/serve-log.ts';
import type { ServedModel } from './pipeline/7-serve/served-model.ts';

/** Which market a door answers, and for what. */
export interface MarketChoice {
  network?: string | undefined;
  rpc?: string | undefined;
  signer?: SignerSource | undefined;
  /** As `readPrices` takes them. */
  prices: readonly string[];
  /** Gwei, in decimals. */
  maximumGasPrice?: string | undefined;
  payee?: string | undefined;
  firstBlock?: number | undefined;
  fetchInputs: boolean;
}

/**
 * Opens the market of a network for a server.
 * @throws AppError as `openMarket` and `readPrices`; `option-invalid` for the embedded chain, which nobody else can reach
 */
export async function openServedMarket(
  { workspace, chains }: EngineContext,
  serving: { models: readonly ServedModel[]; queue: InferenceQueue },
  choice: MarketChoice,
  log: ServeLog,
): Promise<MarketWatcher> {
  const { network: name, rpc, signer: source, payee, firstBlock, fetchInputs } = choice;
  if (rpc === undefined && (name === undefined || name === 'local')) throw nobodyThere();
  // Nothing of it ends with a cancel: what runs is settled while the server stops.
  const work = {};
  const { network, provider, rpc: node } = await chains.connect({ network: name, rpc }, work);
  const signer = await chains.openSigner({ network, provider, rpc: node }, source, work);
  const names = serving.models.map((model) => model.name);
  const prices = await readPrices(choice.prices, names, provider);
  const maximumFeePerGas = readGasPrice(choice.maximumGasPrice);
  return openMarket(
    {
      network,
      provider,
      signer,
      ...serving,
      store: workspace.market,
      policy: { prices, ...(maximumFeePerGas !== undefined && { maximumFeePerGas }) },
      ...(payee !== undefined && { payee }),
      ...(firstBlock !== undefined && { firstBlock }),
      fetchInputs,
      log,
    },
    work,
  );
}

function readGasPrice(text: string | undefined): bigint | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text) && Number(text) > 0) return parseUnits(text, 'gwei');
  throw new AppError(
    'option-invalid',
    `"${text}" is no price of gas.`,
    'Give gwei in decimals, for instance 30 or 0.05.',
  );
}

function nobodyThere(): AppError {
  return new AppError(
    'option-invalid',
    'Nobody else can make requests on the local chain of the workspace.',
    'Name the network of the market with --network, or its node with --rpc.',
  );
}
