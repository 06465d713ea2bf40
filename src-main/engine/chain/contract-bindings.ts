import { Interface, type InterfaceAbi } from 'ethers';
import groth16Verifier from '../../../contracts/artifacts/Groth16Verifier.json' with { type: 'json' };
import modelRegistry from '../../../contracts/artifacts/ModelRegistry.json' with { type: 'json' };
import verifierRouter from '../../../contracts/artifacts/VerifierRouter.json' with { type: 'json' };

function bind(artifact: { abi: unknown; bytecode: string }): { abi: Interface; bytecode: string } {
  return { abi: new Interface(artifact.abi as InterfaceAbi), bytecode: artifact.bytecode };
}

/** The compiled contracts: ABI and creation code (0x-prefixed hex, without constructor arguments). */
export const VERIFIER = bind(groth16Verifier);
export const ROUTER = bind(verifierRouter);
export const REGISTRY = bind(modelRegistry);

/** Where the contracts lie: the same on every chain. */
export interface ContractAddresses {
  verifier: string;
  router: string;
  registry: string;
}
