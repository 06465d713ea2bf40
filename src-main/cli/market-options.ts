import type { Command } from 'commander';
import { AppError } from '../api/errors.ts';
import type { MarketChoice } from '../engine/serving-market.ts';
import { addChainOptions, addSignerOptions, signerSource, type SignerOptions } from './chain-options.ts';
import { collect, integerOption } from './options.ts';

export interface MarketOptions extends SignerOptions {
  market?: boolean;
  network?: string;
  rpc?: string;
  price?: string[];
  maxGasPrice?: string;
  payee?: string;
  fromBlock?: string;
  fetchInputs?: boolean;
}

/** For a server that answers requests of a market, too. */
export function addMarketOptions(command: Command): Command {
  command
    .option('--market', 'answer requests of the market on a network, too, for a fee (docs/guide-market.md)')
    .option(
      '--price <[model=]amount[@token]>',
      'the least fee of --market, in coins or in a token, for all models or one (repeatable)',
      collect,
    )
    .option(
      '--max-gas-price <gwei>',
      'the most that answers may offer for gas (default: what the fee leaves)',
    )
    .option('--payee <address>', 'whom the fees are credited to (default: whoever signs)')
    .option(
      '--from-block <number>',
      'where to begin in a market that was not read yet (default: 10000 blocks back)',
    )
    .option('--fetch-inputs', 'fetch inputs from where requests say that they are: https, public addresses');
  return addSignerOptions(addChainOptions(command));
}

/** @throws AppError option-invalid for options of a market without --market */
export function marketChoice(options: MarketOptions): MarketChoice | undefined {
  const { market, network, rpc, price, maxGasPrice, payee, fromBlock, fetchInputs } = options;
  const signer = signerSource(options);
  if (!market) {
    const given = Object.entries({
      network,
      rpc,
      price,
      maxGasPrice,
      payee,
      fromBlock,
      fetchInputs,
      signer,
    }).find(([, value]) => value !== undefined);
    if (given === undefined) return undefined;
    throw new AppError(
      'option-invalid',
      'Options of a market are given without --market.',
      'Add --market, or leave network, price, signer and the like away.',
    );
  }
  return {
    network,
    rpc,
    signer,
    prices: price ?? [],
    maximumGasPrice: maxGasPrice,
    payee,
    firstBlock: fromBlock === undefined ? undefined : integerOption(fromBlock, '--from-block'),
    fetchInputs: fetchInputs ?? false,
  };
}
