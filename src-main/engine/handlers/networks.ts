import type { CallResult, ParsedInput } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import type { ChainConnection } from '../chain-session.ts';
import { requireSupported } from '../chain/probe-network.ts';
import type { NetworkProbe } from '../chain/probe/network-probe.ts';
import { PRESETS } from '../chain/networks/presets.ts';
import type { EngineContext } from '../engine.ts';

export async function listNetworksCall({
  workspace,
  chains,
}: EngineContext): Promise<CallResult<'listNetworks'>> {
  const own = new Set((await workspace.networks.list()).map(({ name }) => name));
  const networks = (await chains.networks()).map(
    ({ name, title, chainId, kind, isTest, testOf, currency, explorer, rpc, notes }) => ({
      ...{ name, title, chainId: String(chainId), kind, isTest, currency, notes: [...notes] },
      testOf: testOf ?? null,
      explorer: explorer ?? null,
      // Not the whole address, which may hold the key to a service.
      node: rpc === undefined ? null : new URL(rpc).host,
      isOwn: own.has(name),
    }),
  );
  return { networks };
}

export async function addNetworkCall(
  { workspace, chains }: EngineContext,
  { name, rpc, ...settings }: ParsedInput<'addNetwork'>,
  work: LongWork,
): Promise<CallResult<'addNetwork'>> {
  const preset = PRESETS.find((network) => network.name === name);
  if (preset?.kind === 'local') {
    throw new AppError(
      'option-invalid',
      'The network "local" is the workspace\'s own chain.',
      'Choose another name.',
    );
  }
  const found = await chains.connect({ network: preset?.name, rpc }, work);
  const { chainId } = found.network;
  const known = PRESETS.find((network) => network.chainId === chainId);
  if (!preset && known && known.kind !== 'local') {
    throw new AppError(
      'option-invalid',
      `The node is one of ${known.title}, which is known as "${known.name}".`,
      `Keep the node under that name: proofpress networks add ${known.name} --rpc URL.`,
    );
  }
  const network = preset ?? { ...found.network, name, title: name, ...settings };
  const connection = { ...found, network };
  const probe = await chains.probe(connection, { isFresh: true }, work);
  requireSupported(network, probe);
  await workspace.networks.save({ ...settings, name, rpc, chainId: String(chainId) });
  return result(connection, probe);
}

export async function removeNetworkCall(
  { workspace }: EngineContext,
  { name }: ParsedInput<'removeNetwork'>,
): Promise<CallResult<'removeNetwork'>> {
  if (await workspace.networks.remove(name)) return { name };
  throw new AppError(
    'option-invalid',
    `No network "${name}" was added to this workspace.`,
    'See `proofpress networks`; those that come along cannot be removed.',
  );
}

export async function probeNetworkCall(
  { chains }: EngineContext,
  choice: ParsedInput<'probeNetwork'>,
  work: LongWork,
): Promise<CallResult<'probeNetwork'>> {
  const connection = await chains.connect(choice, work);
  return result(connection, await chains.probe(connection, { isFresh: true }, work));
}

function result({ network }: ChainConnection, probe: NetworkProbe): CallResult<'probeNetwork'> {
  const { name, title, chainId, isTest } = network;
  const { supported, checks } = probe;
  return { name, title, chainId: String(chainId), isTest, supported, checks };
}
