import { keccak256 } from 'ethers';
import {
  DEPLOYMENT_PROXY,
  DEPLOYMENT_SALT,
  planDeployment,
} from '../../src-main/engine/chain/plan-deployment.ts';
import type { ContractArtifact } from '../compile.ts';

/** Where the contracts lie on every chain, and what their addresses are made of. */
export interface DeploymentDescription {
  proxy: string;
  salt: string;
  contracts: Record<
    string,
    {
      address: string;
      /** keccak256 of the creation code with its constructor arguments. */
      creationCodeHash: string;
      constructorArguments: readonly string[];
      runtimeCodeSize: number;
    }
  >;
}

/** What contracts/deployments.json says of these contracts. */
export function describeDeployment(
  artifacts: Readonly<Record<string, ContractArtifact>>,
): DeploymentDescription {
  const compiled = (name: string): ContractArtifact => {
    const artifact = artifacts[name];
    if (!artifact) throw new Error(`${name} is not among the deployed contracts.`);
    return artifact;
  };
  const planned = planDeployment({
    verifier: compiled('Groth16Verifier'),
    router: compiled('VerifierRouter'),
    registry: compiled('ModelRegistry'),
    market: compiled('InferenceMarket'),
  });
  return {
    proxy: DEPLOYMENT_PROXY,
    salt: DEPLOYMENT_SALT,
    contracts: Object.fromEntries(
      planned.map(({ contractName, address, creationCode, constructorArguments }) => [
        contractName,
        {
          address,
          creationCodeHash: keccak256(creationCode),
          constructorArguments,
          runtimeCodeSize: compiled(contractName).deployedBytecodeSize,
        },
      ]),
    ),
  };
}
