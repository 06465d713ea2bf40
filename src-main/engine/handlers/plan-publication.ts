import type { CallResult, ParsedInput } from '../../api/contract.ts';
import type { LongWork } from '../../api/progress.ts';
import { plannedContracts } from '../chain/deploy-contracts.ts';
import type { EngineContext } from '../engine.ts';
import { preparePublication, quotePublication, wasTested } from './prepare-publication.ts';
import { quotedTransaction, quoteTotals } from './quote-texts.ts';

export async function planPublicationCall(
  context: EngineContext,
  input: ParsedInput<'planPublication'>,
  work: LongWork,
): Promise<CallResult<'planPublication'>> {
  const prepared = await preparePublication(context, input, work);
  const { state, model, connection, probe } = prepared;
  const { network } = connection;
  const { account, modelId, vkHash, missing, quote } = await quotePublication(context, prepared, input, work);
  const isMissing = (address: string) =>
    missing.some(({ effect }) => effect.kind === 'code' && effect.address === address);
  const remarks = [
    ...network.notes,
    ...probe.checks
      .filter((check) => check.state === 'unknown')
      .map(({ title, detail }) => `it is not known whether it ${title}: ${detail}`),
  ];
  if (!network.isTest && !(await wasTested(context.chains, state, model.keyId))) {
    remarks.push('the model with its present key was not published on a test network yet');
  }
  return {
    name: state.name,
    network: {
      name: network.name,
      title: network.title,
      chainId: String(network.chainId),
      isTest: network.isTest,
      currency: network.currency,
      explorer: network.explorer ?? null,
    },
    account,
    modelId,
    vkHash,
    isRegistered: missing.every(({ effect }) => effect.kind !== 'model'),
    contracts: plannedContracts()
      .filter(({ name }) => name !== 'market')
      .map(({ name, address }) => ({ name, address, isThere: !isMissing(address) })),
    transactions: quote.transactions.map(quotedTransaction),
    quote: quoteTotals(quote),
    confirmation: network.isTest ? null : network.name,
    remarks,
  };
}
