import { concat, type Provider, type Signer } from 'ethers';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import { providerOf, sendTransaction } from './call-contract.ts';
import { toChainError } from './chain-error.ts';
import { MARKET, REGISTRY, ROUTER, VERIFIER } from './contract-bindings.ts';
import { hasProxy } from './deploy-proxy.ts';
import {
  DEPLOYMENT_PROXY,
  DEPLOYMENT_SALT,
  planDeployment,
  type ContractAddresses,
  type ContractName,
  type PlannedContract,
} from './plan-deployment.ts';

export interface Deployment {
  addresses: ContractAddresses;
  /** What this call deployed; empty where everything was there. Gas is the receipts'. */
  deployed: { name: ContractName; transactionHash: string; gasUsed: bigint }[];
}

export interface DeployOptions extends LongWork {
  /** Deploys the market too, which publishing a model does not need. */
  market?: boolean;
}

/** The contracts of this version in the order of their deployment. */
export function plannedContracts(): PlannedContract[] {
  return planDeployment({ verifier: VERIFIER, router: ROUTER, registry: REGISTRY, market: MARKET });
}

/** Where the contracts of this version lie on every chain; nothing is asked of a chain. */
export function predictAddresses(): ContractAddresses {
  return Object.fromEntries(
    plannedContracts().map(({ name, address }) => [name, address]),
  ) as unknown as ContractAddresses;
}

/**
 * Puts verifier, router and registry, and the market where it is asked for, on a chain by CREATE2, so that they have one
 * address everywhere; only what is missing is deployed. What lies at an address afterwards is exactly this version's code.
 *
 * @throws AppError chain-refused (no deployment proxy, no funds, other code), chain-unreachable, aborted
 */
export async function deployContracts(signer: Signer, options: DeployOptions = {}): Promise<Deployment> {
  const provider = providerOf(signer);
  const planned = plannedContracts().filter(({ name }) => name !== 'market' || options.market === true);
  const missing: PlannedContract[] = [];
  for (const contract of planned) {
    if (!(await isDeployed(provider, contract))) missing.push(contract);
  }
  if (missing.length > 0 && !(await hasProxy(provider))) {
    throw new AppError(
      'chain-refused',
      `The deterministic deployment proxy ${DEPLOYMENT_PROXY} is not on this chain.`,
      'Deploy the proxy first (`npm run deploy:contracts` does where the chain permits it) or use another chain.',
    );
  }
  const deployed: Deployment['deployed'] = [];
  for (const [index, contract] of missing.entries()) {
    const { name, address, creationCode } = contract;
    options.onProgress?.({
      stage: 'deploy',
      message: `Deploying the ${name}`,
      fraction: index / missing.length,
    });
    const data = concat([DEPLOYMENT_SALT, creationCode]);
    try {
      const receipt = await sendTransaction(signer, { to: DEPLOYMENT_PROXY, data }, options);
      deployed.push({ name, transactionHash: receipt.hash, gasUsed: receipt.gasUsed });
    } catch (error) {
      // Somebody else may have been faster; the proxy then refuses, and the contract is there.
      const isRefused = error instanceof AppError && error.code === 'chain-refused';
      if (!isRefused || !(await isDeployed(provider, contract))) throw error;
    }
    if (!(await isDeployed(provider, contract))) {
      throw new AppError(
        'chain-refused',
        `The ${name} is not at ${address} after its deployment.`,
        'This chain computes addresses in its own way; use another chain.',
      );
    }
  }
  return { addresses: predictAddresses(), deployed };
}

/**
 * Tells whether a contract lies where it is planned.
 *
 * @throws AppError chain-refused where other code lies there
 */
export async function isDeployed(provider: Provider, contract: PlannedContract): Promise<boolean> {
  const { name, address, runtimeCode } = contract;
  try {
    const code = await provider.getCode(address);
    if (code === '0x') return false;
    if (code === runtimeCode((await provider.getNetwork()).chainId)) return true;
  } catch (error) {
    throw toChainError(error);
  }
  throw new AppError(
    'chain-refused',
    `What lies at ${address} is not the code of the ${name}.`,
    'Do not use this chain: its addresses do not commit to the code.',
  );
}
