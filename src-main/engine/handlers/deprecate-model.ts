import type { CallResult, ParsedInput } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import { toChainError } from '../chain/chain-error.ts';
import { expectSameChain } from '../chain/connect-chain.ts';
import type { OpenRequests } from '../chain/count-open-requests.ts';
import { pricesOfOne } from '../chain/fees/gas-price.ts';
import type { Network } from '../chain/networks/network.ts';
import { quoteFees, requireFunds } from '../chain/quote-fees.ts';
import type { EngineContext } from '../engine.ts';
import { deprecateModel, planDeprecation } from '../pipeline/6-publish/deprecate-model.ts';
import { LOCAL_PACE, NETWORK_PACE } from '../pipeline/6-publish/publish-pace.ts';
import { hasEffect } from '../pipeline/6-publish/step-effect.ts';
import { openRequestsOf } from './open-requests.ts';
import { quotedTransaction, quoteTotals } from './quote-texts.ts';
import { publicationOfOwner } from './replaced-model.ts';
import { secondsSince } from './seconds.ts';

type Target = ParsedInput<'planDeprecation'>;

/** What taking a model out of use would send, cost and cut off. */
export async function planDeprecationCall(
  context: EngineContext,
  input: Target,
  work: LongWork,
): Promise<CallResult<'planDeprecation'>> {
  const seen = await lookAt(context, input, work);
  const { publication, connection, account, requests, isDeprecated, quote } = seen;
  const { name, title, chainId, currency, isTest } = connection.network;
  return {
    name: input.name,
    network: { name, title, chainId: String(chainId), currency },
    account,
    modelId: publication.modelId,
    isDeprecated,
    openRequests: {
      count: requests.count,
      until: requests.until === null ? null : Number(requests.until),
    },
    transactions: quote?.transactions.map(quotedTransaction) ?? [],
    quote: quote === undefined ? null : quoteTotals(quote),
    confirmation: isTest ? null : name,
  };
}

/** Takes a model out of use for good, unless somebody waits for an answer of it. */
export async function deprecateModelCall(
  context: EngineContext,
  input: ParsedInput<'deprecateModel'>,
  work: LongWork,
): Promise<CallResult<'deprecateModel'>> {
  const started = performance.now();
  const { workspace, chains } = context;
  const { publication, connection, requests, isDeprecated, quote } = await lookAt(context, input, work);
  const { network, provider } = connection;
  if (!isDeprecated) {
    if (!input.despiteRequests) refuseOpenRequests(input.name, requests);
    requireConfirmation(input, network);
    if (quote !== undefined && connection.rpc !== undefined) requireFunds(quote, network);
  }
  await expectSameChain(provider, network.title);
  const signer = await chains.openSigner(connection, input.signer, work);
  const { modelId, registry, chainId } = publication;
  const done = await deprecateModel(
    signer,
    { name: input.name, registry, modelId },
    {
      journal: workspace.journal,
      pace: network.kind === 'local' ? LOCAL_PACE : NETWORK_PACE,
      priceOf: pricesOfOne(provider, network.kind),
    },
    work,
  );
  await workspace.models.update(input.name, (present) => ({
    ...present!,
    publications: present!.publications.map((one) =>
      one.chainId === chainId && one.modelId === modelId ? { ...one, deprecated: true } : one,
    ),
  }));
  await chains.save();
  return {
    name: input.name,
    chainId,
    modelId,
    alreadyDeprecated: done.alreadyDeprecated,
    resumed: done.resumed,
    gas: done.gasUsed,
    seconds: secondsSince(started),
  };
}

async function lookAt(
  { workspace, chains }: EngineContext,
  { name, network, rpc, signer }: Target,
  work: LongWork,
) {
  await workspace.models.read(name);
  const isEmbedded = rpc === undefined && (network === undefined || network === 'local');
  // A key that is missing is said before any node is asked.
  await chains.knownAccount(isEmbedded, signer);
  const connection = await chains.connect({ network, rpc }, work);
  const { provider } = connection;
  const account = await chains.accountOf(connection, signer, work);
  const publication = await publicationOfOwner(workspace, name, connection.network.chainId, account);
  const { purpose, to, data, effect } = planDeprecation(publication);
  try {
    const { registry, modelId } = publication;
    if (!(await hasEffect(provider, { kind: 'model', registry, modelId }))) throw notThere(name, network);
    const isDeprecated = await hasEffect(provider, effect);
    const requests = isDeprecated
      ? { count: 0, until: null }
      : await openRequestsOf(workspace, provider, name, publication);
    const quote = isDeprecated
      ? undefined
      : await quoteFees(provider, connection.network, account, [{ purpose, to, data }], work);
    return { publication, connection, account, requests, isDeprecated, quote };
  } catch (error) {
    throw toChainError(error);
  }
}

/** A local chain that began anew has the chain id of the one before. */
function notThere(name: string, network: string | undefined): AppError {
  return new AppError(
    'option-invalid',
    `The model "${name}" is not registered on ${network === undefined ? 'this chain' : `"${network}"`}, although it was published on one with its chain id.`,
    'Name the node of the chain that it is on: --rpc URL.',
  );
}

/** @throws AppError confirmation-missing */
function refuseOpenRequests(name: string, { count, until }: OpenRequests): void {
  if (count === 0) return;
  const last = new Date(Number(until) * 1000).toISOString();
  const [what, whom] = count === 1 ? ['one open request', 'it'] : [`${count} open requests`, 'them'];
  throw new AppError(
    'confirmation-missing',
    `The market has ${what} for "${name}", until ${last} at the latest: nobody could answer ${whom} any more.`,
    'Answer what is open, or wait until then. Or add --despite-requests: the fees go back to those who asked.',
  );
}

/** @throws AppError confirmation-missing */
function requireConfirmation({ name, confirm }: ParsedInput<'deprecateModel'>, network: Network): void {
  if (network.isTest || confirm === network.name) return;
  throw new AppError(
    'confirmation-missing',
    `To deprecate "${name}" on ${network.title} cannot be undone${confirm === undefined ? '' : `, and "${confirm}" is not its name`}.`,
    `Confirm it with the network's name: --yes-mainnet ${network.name}.`,
  );
}
