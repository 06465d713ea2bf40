import { readFile } from 'node:fs/promises';
import { AbiCoder } from 'ethers';
import { z } from 'zod';
import { plannedContracts } from '../deploy-contracts.ts';
import type { ContractName } from '../plan-deployment.ts';

/** What a verification service is told about a contract. */
export interface ContractSource {
  name: ContractName;
  address: string;
  /** `src/Groth16Verifier.sol:Groth16Verifier` */
  identifier: string;
  /** The compiler's whole input, with every source that the contract is made of. */
  standardInput: unknown;
  /** `0.8.37+commit.…` */
  compilerVersion: string;
  /** ABI-encoded, 0x-prefixed hex. */
  constructorArguments: string;
}

const ARTIFACTS = new URL('../../../../contracts/artifacts/', import.meta.url);
const artifactSchema = z.object({
  contractName: z.string(),
  sourceName: z.string(),
  compiler: z.object({ version: z.string() }),
});

async function readArtifact(file: string): Promise<unknown> {
  return JSON.parse(await readFile(new URL(file, ARTIFACTS), 'utf8'));
}

/** What is to be said of each contract of this version. */
export function readContractSources(names: readonly ContractName[]): Promise<ContractSource[]> {
  const wanted = plannedContracts().filter(({ name }) => names.includes(name));
  return Promise.all(
    wanted.map(async ({ name, contractName, address, constructorArguments }) => {
      const { sourceName, compiler } = artifactSchema.parse(await readArtifact(`${contractName}.json`));
      return {
        name,
        address,
        identifier: `${sourceName}:${contractName}`,
        standardInput: await readArtifact(`standard-input/${contractName}.json`),
        // solc names itself with its platform behind the commit.
        compilerVersion: compiler.version.replace(/\.Emscripten.*$/, ''),
        constructorArguments: AbiCoder.defaultAbiCoder().encode(
          constructorArguments.map(() => 'address'),
          constructorArguments,
        ),
      };
    }),
  );
}
