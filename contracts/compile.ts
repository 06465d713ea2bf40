import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  COMPILER_VERSION,
  compileSolidity,
  type AbiItem,
  type Compilation,
  type CompiledContract,
  type SyntaxNode,
} from './build/compile-solidity.ts';
import { COMPILER_SETTINGS } from './build/compiler-settings.ts';
import { readImport } from './build/read-import.ts';

/** What is needed of a contract to deploy and call it: checked in, so that publishing compiles no Solidity. */
export interface ContractArtifact {
  contractName: string;
  sourceName: string;
  abi: AbiItem[];
  /** Creation code, 0x-prefixed hex, without constructor arguments. */
  bytecode: string;
  /** Code that lies on the chain, 0x-prefixed hex, with zeroes where immutables stand. */
  deployedBytecode: string;
  deployedBytecodeSize: number;
  /** By name of the immutable: offsets of the 32-byte words in the deployed code that hold it. */
  immutables: Record<string, number[]>;
  compiler: { version: string; settings: object };
}

export interface CompiledContracts {
  artifacts: Record<string, ContractArtifact>;
  /** By contract name: the standard-JSON input that gives its artifact, nothing beside its own sources in it. */
  standardInputs: Record<string, Compilation['standardInput']>;
  /** Interfaces and layouts of everything that contracts/src defines. */
  compilation: Compilation;
}

const ROOT = fileURLToPath(new URL('.', import.meta.url));
const INTERFACES = ['abi', 'storageLayout', 'transientStorageLayout'];
const CODE = [
  'abi',
  'evm.bytecode.object',
  'evm.deployedBytecode.object',
  'evm.deployedBytecode.immutableReferences',
];

/** The contracts that are deployed, by name. */
export const DEPLOYED_CONTRACTS = [
  'Groth16Verifier',
  'InferenceMarket',
  'ModelRegistry',
  'VerifierRouter',
] as const;

/**
 * Compiles contracts/src with the pinned compiler; throws with its messages on any error or warning. Each deployed contract
 * is compiled by itself: the code that the compiler makes depends on every source it is given, and an address on the code.
 */
export function compileContracts(): CompiledContracts {
  const sources = Object.fromEntries(
    readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.sol'))
      .sort()
      .map((name) => {
        const sourceName = relative(ROOT, join(ROOT, 'src', name))
          .split(sep)
          .join('/');
        return [sourceName, readSource(sourceName)];
      }),
  );
  const compilation = compileSolidity(sources, { '*': { '*': INTERFACES, '': ['ast'] } });

  const artifacts: CompiledContracts['artifacts'] = {};
  const standardInputs: CompiledContracts['standardInputs'] = {};
  for (const contractName of DEPLOYED_CONTRACTS) {
    const { artifact, standardInput } = compileDeployed(contractName);
    artifacts[contractName] = artifact;
    standardInputs[contractName] = standardInput;
  }
  return { artifacts, standardInputs, compilation };
}

function compileDeployed(contractName: string): {
  artifact: ContractArtifact;
  standardInput: Compilation['standardInput'];
} {
  const sourceName = `src/${contractName}.sol`;
  // First what it imports: then all is given beforehand, as a block explorer gives it.
  const { standardInput: parsed } = compileSolidity({ [sourceName]: readSource(sourceName) }, {}, readSource);
  const sources = Object.fromEntries(
    Object.entries(parsed.sources).map(([name, { content }]) => [name, content]),
  );
  const compilation = compileSolidity(sources, {
    [sourceName]: { [contractName]: CODE },
    '*': { '': ['ast'] },
  });
  const contract = compilation.contracts[sourceName]?.[contractName];
  if (!contract) throw new Error(`${sourceName} does not define ${contractName}.`);
  const { bytecode, deployedBytecode } = contract.evm;
  const artifact = {
    contractName,
    sourceName,
    abi: contract.abi,
    bytecode: `0x${bytecode.object}`,
    deployedBytecode: `0x${deployedBytecode.object}`,
    deployedBytecodeSize: deployedBytecode.object.length / 2,
    immutables: immutablesOf(contract, compilation),
    compiler: { version: COMPILER_VERSION, settings: COMPILER_SETTINGS },
  };
  return { artifact, standardInput: compilation.standardInput };
}

function readSource(name: string): string {
  return name.startsWith('src/') ? readFileSync(join(ROOT, name), 'utf8') : readImport(name);
}

function immutablesOf({ evm }: CompiledContract, { sources }: Compilation): Record<string, number[]> {
  const names = new Map<string, string>();
  const visit = (node: SyntaxNode): void => {
    if (node.nodeType === 'VariableDeclaration') names.set(String(node.id), node.name ?? '');
    node.nodes?.forEach(visit);
  };
  for (const { ast } of Object.values(sources)) visit(ast);
  return Object.fromEntries(
    Object.entries(evm.deployedBytecode.immutableReferences ?? {})
      .map(([id, places]): [string, number[]] => [names.get(id) ?? id, places.map(({ start }) => start)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
