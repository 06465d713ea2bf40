import { AbiCoder, concat, getCreate2Address, id, keccak256, type Provider, type Signer } from 'ethers';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import { providerOf, sendTransaction } from './call-contract.ts';
import { toChainError } from './chain-error.ts';
import { REGISTRY, ROUTER, VERIFIER, type ContractAddresses } from './contract-bindings.ts';

/** The deterministic deployment proxy (EIP-7997): calldata = salt, then creation code. */
const DEPLOYMENT_PROXY = '0x4e59b44847b379578588920cA78FbF26c0B4956C';
const SALT = id('proofpress.deployment.v1');

interface PlannedContract {
  name: keyof ContractAddresses;
  address: string;
  creationCode: string;
}

export interface Deployment {
  addresses: ContractAddresses;
  /** What this call deployed; empty where everything was there. Gas is the receipts'. */
  deployed: { name: keyof ContractAddresses; transactionHash: string; gasUsed: bigint }[];
}

function plan(): PlannedContract[] {
  const encodeAddress = (address: string): string =>
    AbiCoder.defaultAbiCoder().encode(['address'], [address]);
  const contract = (name: keyof ContractAddresses, creationCode: string): PlannedContract => ({
    name,
    address: getCreate2Address(DEPLOYMENT_PROXY, SALT, keccak256(creationCode)),
    creationCode,
  });
  const verifier = contract('verifier', VERIFIER.bytecode);
  const router = contract('router', concat([ROUTER.bytecode, encodeAddress(verifier.address)]));
  const registry = contract('registry', concat([REGISTRY.bytecode, encodeAddress(router.address)]));
  return [verifier, router, registry];
}

/** Where the contracts of this version lie on every chain; nothing is asked of a chain. */
export function predictAddresses(): ContractAddresses {
  return Object.fromEntries(
    plan().map(({ name, address }) => [name, address]),
  ) as unknown as ContractAddresses;
}

/**
 * Puts verifier, router and registry on a chain by CREATE2, so that they have one address everywhere; only what is
 * missing is deployed. An address commits to its creation code: code at the predicted address is this code.
 *
 * @throws AppError chain-refused (no deployment proxy, no funds), chain-unreachable, aborted
 */
export async function deployContracts(signer: Signer, work: LongWork = {}): Promise<Deployment> {
  const provider = providerOf(signer);
  const missing: PlannedContract[] = [];
  const planned = plan();
  for (const contract of planned) {
    if (!(await hasCode(provider, contract.address))) missing.push(contract);
  }
  if (missing.length > 0 && !(await hasCode(provider, DEPLOYMENT_PROXY))) {
    throw new AppError(
      'chain-refused',
      `The deterministic deployment proxy ${DEPLOYMENT_PROXY} is not on this chain.`,
      'Deploy the proxy first (github.com/Arachnid/deterministic-deployment-proxy) or use another chain.',
    );
  }
  const deployed: Deployment['deployed'] = [];
  for (const [index, { name, address, creationCode }] of missing.entries()) {
    work.onProgress?.({
      stage: 'deploy',
      message: `Deploying the ${name}`,
      fraction: index / missing.length,
    });
    const receipt = await sendTransaction(
      signer,
      { to: DEPLOYMENT_PROXY, data: concat([SALT, creationCode]) },
      work,
    );
    if (!(await hasCode(provider, address))) {
      throw new AppError(
        'chain-refused',
        `The ${name} is not at ${address} after its deployment.`,
        'This chain computes addresses in its own way; use another chain.',
      );
    }
    deployed.push({ name, transactionHash: receipt.hash, gasUsed: receipt.gasUsed });
  }
  return { addresses: predictAddresses(), deployed };
}

async function hasCode(provider: Provider, address: string): Promise<boolean> {
  try {
    return (await provider.getCode(address)) !== '0x';
  } catch (error) {
    throw toChainError(error);
  }
}
