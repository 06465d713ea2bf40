import type { StudioCallInput } from '../../../src-main/api/studio-calls.ts';

/** What is written about a market, as it stands in the fields. */
export interface MarketDraft {
  network: string;
  keystore: string;
  /** One a line: AMOUNT, MODEL=AMOUNT, each with @TOKEN where it is no coin. */
  prices: string;
  payee: string;
  fetchInputs: boolean;
}

export type MarketSettings = NonNullable<StudioCallInput<'startServing'>['market']>;

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i.test(host.trim());
}

/** @returns what is wrong, in words, where it cannot be used */
export function readMarket(draft: MarketDraft): { settings: MarketSettings } | { problem: string } {
  const prices = draft.prices
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (prices.length === 0) return { problem: 'Say the least fee, for example 0.001.' };
  const wrong = prices.find((price) => !/^([^=@]+=)?\d+(\.\d+)?(@0x[0-9a-fA-F]{40})?$/.test(price));
  if (wrong !== undefined)
    return { problem: `"${wrong}" is no price: write 0.001, model=0.001 or 5@0x... for a token.` };
  const payee = draft.payee.trim();
  if (payee !== '' && !/^0x[0-9a-fA-F]{40}$/.test(payee))
    return { problem: 'The payee is no address: it has 0x and 40 hex digits.' };
  return {
    settings: {
      network: draft.network,
      prices,
      fetchInputs: draft.fetchInputs,
      ...(draft.keystore !== '' && { keystore: draft.keystore }),
      ...(payee !== '' && { payee }),
    },
  };
}
