import type { JsonRpcProvider } from 'ethers';
import { countOpenRequests, type OpenRequests } from '../chain/count-open-requests.ts';
import { predictAddresses } from '../chain/deploy-contracts.ts';
import type { Publication } from '../store/model-state.ts';
import type { Workspace } from '../store/workspace.ts';

/**
 * The requests of the market that a published model could still answer.
 * @param name the model's, in whose journal the block of its registration is: nobody asked before
 * @throws AppError chain-refused, chain-unreachable
 */
export async function openRequestsOf(
  { journal }: Workspace,
  provider: JsonRpcProvider,
  name: string,
  { chainId, modelId }: Pick<Publication, 'chainId' | 'modelId'>,
): Promise<OpenRequests> {
  const records = await journal.list(name);
  const steps = records
    .filter((one) => one.kind === 'publication' && one.chainId === chainId && one.modelId === modelId)
    .flatMap((one) => one.steps);
  const registration = steps.find(({ effect }) => (JSON.parse(effect) as { kind: string }).kind === 'model');
  const filter = { modelId: BigInt(modelId), fromBlock: registration?.blockNumber ?? 0 };
  return countOpenRequests(provider, predictAddresses().market, filter);
}
