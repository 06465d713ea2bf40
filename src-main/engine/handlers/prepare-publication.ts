import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ParsedInput } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import type { ChainConnection } from '../chain-session.ts';
import { toChainError } from '../chain/chain-error.ts';
import { plannedContracts } from '../chain/deploy-contracts.ts';
import { PROXY_CODE } from '../chain/deploy-proxy.ts';
import { DEPLOYMENT_PROXY } from '../chain/plan-deployment.ts';
import { requireSupported } from '../chain/probe-network.ts';
import type { NetworkProbe } from '../chain/probe/network-probe.ts';
import { SUCCESSOR_GAS } from '../chain/fees/gas-figures.ts';
import { registeredModelStorage } from '../chain/registered-model-storage.ts';
import { quoteFees, type FeeQuote, type TransactionToQuote } from '../chain/quote-fees.ts';
import type { StatementLayout } from '../chain/statement-layout.ts';
import type { EngineContext } from '../engine.ts';
import { planSteps } from '../pipeline/6-publish/plan-steps.ts';
import type { PublicationStep } from '../pipeline/6-publish/publication-step.ts';
import type { ModelToPublish } from '../pipeline/6-publish/publish-model.ts';
import { hasEffect, type StepEffect } from '../pipeline/6-publish/step-effect.ts';
import type { ModelState } from '../store/model-state.ts';
import { publicationOfOwner } from './replaced-model.ts';
import { requireArtifact } from './stage-artifacts.ts';

export interface PreparedPublication {
  state: ModelState;
  model: ModelToPublish;
  /** Folder of the key's artifact. */
  keyFolder: string;
  layout: StatementLayout;
  connection: ChainConnection;
  probe: NetworkProbe;
}

export interface PlannedPublication {
  /** Who will pay and own the model. */
  account: string;
  /** bytes32 as 0x-prefixed hex. */
  modelId: string;
  vkHash: string;
  /** What is not on the chain yet, in order. */
  missing: PublicationStep[];
  quote: FeeQuote;
}

/**
 * Everything that has to be right before a model is published: the model, its key, whoever signs, and the network, which
 * is probed. Nothing is signed.
 *
 * @throws AppError network-unsupported, signer-invalid, chain-mismatch, chain-unreachable and others
 */
export async function preparePublication(
  { workspace, chains }: EngineContext,
  { name, network, rpc, uri, signer }: ParsedInput<'planPublication'>,
  work: LongWork,
): Promise<PreparedPublication> {
  const state = await workspace.models.read(name);
  const circuit = await requireArtifact(workspace, state, 'circuit');
  const key = await requireArtifact(workspace, state, 'setup');
  const isEmbedded = rpc === undefined && (network === undefined || network === 'local');
  // A key that is missing is said before any node is asked.
  await chains.knownAccount(isEmbedded, signer);
  const connection = await chains.connect({ network, rpc }, work);
  const probe = await chains.probe(connection, {}, work);
  requireSupported(connection.network, probe);
  const model = {
    name: state.name,
    modelHash: `0x${circuit.summary.recordHash}`,
    circuitHash: `0x${circuit.summary.circuitHash}`,
    keyId: key.id,
    verifyingKeyPath: join(key.folder, 'verifying-key.bin'),
    uri,
  };
  return { state, model, keyFolder: key.folder, layout: circuit.summary.layout, connection, probe };
}

/**
 * What is to be sent, and what that will cost.
 * @throws AppError chain-unreachable, chain-refused, network-unsupported, aborted
 */
export async function quotePublication(
  { chains, workspace }: EngineContext,
  { model, connection }: PreparedPublication,
  {
    signer,
    deployProxy,
    replaces: replaced,
  }: Pick<ParsedInput<'planPublication'>, 'signer' | 'deployProxy' | 'replaces'>,
  work: LongWork,
): Promise<PlannedPublication> {
  const { provider, network } = connection;
  const account = await chains.accountOf(connection, signer, work);
  const key = new Uint8Array(await readFile(model.verifyingKeyPath));
  try {
    const { chainId } = await provider.getNetwork();
    const registration = { ...model, key };
    const replaces =
      replaced === undefined
        ? undefined
        : (await publicationOfOwner(workspace, replaced, chainId, account)).modelId;
    const { modelId, vkHash, steps } = await planSteps(provider, chainId, account, registration, {
      deployProxy,
      replaces,
    });
    const missing: PublicationStep[] = [];
    for (const step of steps) if (!(await hasEffect(provider, step.effect))) missing.push(step);
    const transactions = missing.map((step) => toQuote(step, chainId, account));
    return {
      account,
      modelId,
      vkHash,
      missing,
      quote: await quoteFees(provider, network, account, transactions, work),
    };
  } catch (error) {
    throw toChainError(error);
  }
}

/**
 * Publishing where coins are worth money wants the network's name as a confirmation, and a test network before it.
 * @throws AppError confirmation-missing
 */
export async function requireConfirmation(
  { chains }: EngineContext,
  { state, model, connection: { network } }: PreparedPublication,
  { confirm, skipTestnet }: Pick<ParsedInput<'publishModel'>, 'confirm' | 'skipTestnet'>,
): Promise<void> {
  if (network.isTest) return;
  if (!skipTestnet && !(await wasTested(chains, state, model.keyId))) {
    throw new AppError(
      'confirmation-missing',
      `The model "${state.name}" with its present key was never published on a test network, and ${network.title} costs money.`,
      'Publish it on a test network first (`proofpress networks list`), or add --skip-testnet.',
    );
  }
  if (confirm === network.name) return;
  throw new AppError(
    'confirmation-missing',
    `Publishing on ${network.title} costs money and cannot be undone${confirm === undefined ? '' : `, and "${confirm}" is not its name`}.`,
    `Confirm it with the network's name: --yes-mainnet ${network.name}.`,
  );
}

/** Whether the key was published on a network without money, the local chain included. */
export async function wasTested(
  chains: EngineContext['chains'],
  { publications }: ModelState,
  keyId: string,
): Promise<boolean> {
  const tests = new Set(
    (await chains.networks()).filter(({ isTest }) => isTest).map(({ chainId }) => String(chainId)),
  );
  return publications.some((publication) => publication.keyId === keyId && tests.has(publication.chainId));
}

/**
 * A planned step with what it leaves, so that what builds on it can be estimated: contracts before they are deployed, and a
 * successor before it is registered. A node that cannot pretend leaves these to figures.
 */
function toQuote(
  { purpose, to, data, value, effect, presigned }: PublicationStep,
  chainId: bigint,
  owner: string,
): TransactionToQuote {
  return {
    ...{ purpose, to, data, value, isPresigned: presigned !== undefined },
    leaves: whatIsLeft(effect, chainId, owner),
    figure: effect.kind === 'successor' ? SUCCESSOR_GAS : undefined,
  };
}

function whatIsLeft(effect: StepEffect, chainId: bigint, owner: string): TransactionToQuote['leaves'] {
  switch (effect.kind) {
    case 'code':
      return { address: effect.address, code: codeAt(effect.address, chainId) };
    case 'model':
      return { address: effect.registry, stateDiff: registeredModelStorage(effect.modelId, owner) };
    default:
      return undefined;
  }
}

function codeAt(address: string, chainId: bigint): string {
  if (address === DEPLOYMENT_PROXY) return PROXY_CODE;
  return plannedContracts()
    .find((contract) => contract.address === address)!
    .runtimeCode(chainId);
}
