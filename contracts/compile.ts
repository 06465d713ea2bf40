import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMPILER_SETTINGS } from './compiler-settings.ts';
import { COMPILER_VERSION, compileSolidity } from './compile-solidity.ts';

/** What the engine needs of a contract: checked in, so that publishing compiles no Solidity. */
export interface ContractArtifact {
  contractName: string;
  sourceName: string;
  abi: unknown[];
  /** Creation code, 0x-prefixed hex, without constructor arguments. */
  bytecode: string;
  /** Bytes of the code that lies on the chain. */
  deployedBytecodeSize: number;
  compiler: { version: string; settings: object };
}

export interface CompiledContracts {
  artifacts: Record<string, ContractArtifact>;
  /** The compiler's standard-JSON input, which block explorers take to verify the source. */
  standardInput: object;
}

const ROOT = fileURLToPath(new URL('.', import.meta.url));

/** The contracts that are deployed, by name. */
export const DEPLOYED_CONTRACTS = [
  'Groth16Verifier',
  'InferenceMarket',
  'ModelRegistry',
  'VerifierRouter',
] as const;

/** Compiles contracts/src with the pinned compiler; throws with its messages on any error or warning. */
export function compileContracts(): CompiledContracts {
  const sources = Object.fromEntries(
    readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.sol'))
      .sort()
      .map((name) => {
        const path = join(ROOT, 'src', name);
        return [relative(ROOT, path).split(sep).join('/'), readFileSync(path, 'utf8')];
      }),
  );
  const outputs = ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'];
  const { contracts, standardInput } = compileSolidity(sources, { '*': { '*': outputs } });

  const artifacts: Record<string, ContractArtifact> = {};
  for (const contractName of DEPLOYED_CONTRACTS) {
    const sourceName = `src/${contractName}.sol`;
    const contract = contracts[sourceName]?.[contractName];
    if (!contract) throw new Error(`${sourceName} does not define ${contractName}.`);
    artifacts[contractName] = {
      contractName,
      sourceName,
      abi: contract.abi,
      bytecode: `0x${contract.evm.bytecode.object}`,
      deployedBytecodeSize: contract.evm.deployedBytecode.object.length / 2,
      compiler: { version: COMPILER_VERSION, settings: COMPILER_SETTINGS },
    };
  }
  return { artifacts, standardInput };
}
