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

/** The compiler's whole input, with every source; the same for all contracts. */
export async function readStandardInput(): Promise<unknown> {
  return JSON.parse(await readFile(new URL('standard-input.json', ARTIFACTS), 'utf8'));
}

/** What is to be said of each contract of this version. */
export function readContractSources(names: readonly ContractName[]): Promise<ContractSource[]> {
  const wanted = plannedContracts().filter(({ name }) => names.includes(name));
  return Promise.all(
    wanted.map(async ({ name, contractName, address, constructorArguments }) => {
      const text = await readFile(new URL(`${contractName}.json`, ARTIFACTS), 'utf8');
      const { sourceName, compiler } = artifactSchema.parse(JSON.parse(text));
      return {
        name,
        address,
        identifier: `${sourceName}:${contractName}`,
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
