import { getAddress, isAddress, parseUnits, toBigInt, type Provider } from 'ethers';
import { AppError } from '../../../../api/errors.ts';
import { toChainError } from '../../../chain/chain-error.ts';
import { NATIVE_TOKEN } from '../../../chain/market-request.ts';
import type { PricePolicy } from './price-policy.ts';

/** decimals() of ERC-20. */
const DECIMALS = '0x313ce567';
const COIN_DECIMALS = 18;
const MOST_DECIMALS = 77;

const PRICE = /^(?:(?<model>[a-z0-9][a-z0-9._-]*)=)?(?<amount>\d+(?:\.\d+)?)(?:@(?<token>0x[0-9a-f]{40}))?$/i;

/**
 * Prices as a publisher writes them: `0.001`, `0.001@0xTOKEN`, or either of one model alone, `credit=0.001`. Amounts are
 * in whole coins or tokens; the chain says how many parts those of a token have. A model with prices of its own has no
 * others.
 *
 * @throws AppError option-invalid; chain-unreachable
 */
export async function readPrices(
  texts: readonly string[],
  models: readonly string[],
  provider: Provider,
): Promise<PricePolicy['prices']> {
  if (texts.length === 0) throw withoutPrice();
  const prices = new Map<string, Map<string, bigint>>();
  for (const text of texts) {
    const { model = '*', amount, token = NATIVE_TOKEN } = PRICE.exec(text)?.groups ?? {};
    if (amount === undefined || !isAddress(token)) throw noPrice(text);
    if (model !== '*' && !models.includes(model)) throw noModel(model, models);
    const ofModel = prices.get(model) ?? new Map<string, bigint>();
    const decimals = token === NATIVE_TOKEN ? COIN_DECIMALS : await decimalsOf(getAddress(token), provider);
    ofModel.set(token.toLowerCase(), toUnits(text, amount, decimals));
    prices.set(model, ofModel);
  }
  return prices;
}

async function decimalsOf(token: string, provider: Provider): Promise<number> {
  try {
    const returned = await provider.call({ to: token, data: DECIMALS });
    const decimals = returned.length === 66 ? toBigInt(returned) : -1n;
    if (decimals >= 0n && decimals <= MOST_DECIMALS) return Number(decimals);
  } catch (error) {
    const known = toChainError(error);
    if (!(known instanceof AppError) || known.code !== 'chain-refused') throw known;
  }
  throw new AppError(
    'option-invalid',
    `What lies at ${token} on this chain is no ERC-20 token.`,
    'Check the address of the token, and the network.',
  );
}

function toUnits(text: string, amount: string, decimals: number): bigint {
  try {
    return parseUnits(amount, decimals);
  } catch {
    throw new AppError(
      'option-invalid',
      `The price "${text}" is finer than the smallest part of what it is in.`,
      `Give at most ${decimals} digits after the point.`,
    );
  }
}

function withoutPrice(): AppError {
  return new AppError(
    'option-invalid',
    'Answering a market needs a price.',
    'Add --price, for instance --price 0.001 in coins, or --price 0 to answer for nothing and pay the gas yourself.',
  );
}

function noPrice(text: string): AppError {
  return new AppError(
    'option-invalid',
    `"${text}" is no price.`,
    'Give an amount, its token if it is not in coins, and the model if it is not for all: 0.001, 2.5@0x..., credit=0.001',
  );
}

function noModel(model: string, models: readonly string[]): AppError {
  return new AppError(
    'option-invalid',
    `There is a price for "${model}", which is not served.`,
    `Served are ${models.join(', ')}.`,
  );
}
