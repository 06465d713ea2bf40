import { concat, type JsonRpcProvider } from 'ethers';
import { toChainError } from '../../src-main/engine/chain/chain-error.ts';
import { isDeployed, plannedContracts } from '../../src-main/engine/chain/deploy-contracts.ts';
import { PROXY_CODE, hasProxy } from '../../src-main/engine/chain/deploy-proxy.ts';
import {
  DEPLOYMENT_PROXY,
  DEPLOYMENT_SALT,
  type ContractName,
} from '../../src-main/engine/chain/plan-deployment.ts';

export interface DeploymentSurvey {
  chainId: bigint;
  gasPrice: bigint;
  proxy: { address: string; isDeployed: boolean };
  contracts: {
    name: ContractName;
    contractName: string;
    address: string;
    isDeployed: boolean;
    /** Of the contract's own transaction, where it is missing and the node can tell. */
    estimatedGas?: bigint;
  }[];
  /** Of all missing contracts; undefined where the node cannot tell. */
  totalGas?: bigint;
}

/**
 * What of a deployment is on a chain, and what the rest would take.
 *
 * @throws AppError chain-refused where other code lies at a planned address, chain-unreachable
 */
export async function surveyDeployment(provider: JsonRpcProvider): Promise<DeploymentSurvey> {
  try {
    const { chainId } = await provider.getNetwork();
    const { gasPrice } = await provider.getFeeData();
    const proxy = { address: DEPLOYMENT_PROXY, isDeployed: await hasProxy(provider) };
    // A contract can be tried out before those that it is built on are there: the node is told to pretend.
    const pretended: Record<string, { code: string }> = proxy.isDeployed
      ? {}
      : { [DEPLOYMENT_PROXY]: { code: PROXY_CODE } };
    const contracts: DeploymentSurvey['contracts'] = [];
    for (const contract of plannedContracts()) {
      const { name, contractName, address, creationCode, runtimeCode } = contract;
      const described = { name, contractName, address, isDeployed: await isDeployed(provider, contract) };
      if (described.isDeployed) {
        contracts.push(described);
        continue;
      }
      const data = concat([DEPLOYMENT_SALT, creationCode]);
      contracts.push({ ...described, estimatedGas: await estimate(provider, data, pretended) });
      pretended[address] = { code: runtimeCode(chainId) };
    }
    const missing = contracts.filter((contract) => !contract.isDeployed);
    const totalGas = missing.some(({ estimatedGas }) => estimatedGas === undefined)
      ? undefined
      : missing.reduce((sum, { estimatedGas = 0n }) => sum + estimatedGas, 0n);
    return { chainId, gasPrice: gasPrice ?? 0n, proxy, contracts, totalGas };
  } catch (error) {
    throw toChainError(error);
  }
}

/** Nodes that know no state overrides refuse the third parameter or find that the contract cannot be built. */
async function estimate(
  provider: JsonRpcProvider,
  data: string,
  pretended: Readonly<Record<string, { code: string }>>,
): Promise<bigint | undefined> {
  const request = [{ to: DEPLOYMENT_PROXY, data }, 'latest'];
  try {
    const overrides = Object.keys(pretended).length > 0 ? [{ ...pretended }] : [];
    return BigInt((await provider.send('eth_estimateGas', [...request, ...overrides])) as string);
  } catch {
    return undefined;
  }
}
