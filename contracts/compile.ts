import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import solc from 'solc';

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

interface CompilerOutput {
  errors?: { errorCode: string; formattedMessage: string; sourceLocation?: { file: string } }[];
  contracts: Record<
    string,
    Record<
      string,
      { abi: unknown[]; evm: { bytecode: { object: string }; deployedBytecode: { object: string } } }
    >
  >;
}

const ROOT = fileURLToPath(new URL('.', import.meta.url));
const SETTINGS = {
  evmVersion: 'cancun',
  viaIR: true,
  optimizer: { enabled: true, runs: 10_000 },
  metadata: { bytecodeHash: 'none' },
};

/** The contracts that are deployed, by name. */
export const DEPLOYED_CONTRACTS = ['Groth16Verifier', 'InferenceMarket', 'ModelRegistry', 'VerifierRouter'] as const;

/** The compiler warns of any transient storage; OpenZeppelin's re-entrancy guard clears its own at the end of the call. */
function isTransientGuard(error: NonNullable<CompilerOutput['errors']>[number]): boolean {
  const fromPackage = error.sourceLocation?.file.startsWith('@openzeppelin/contracts/') ?? false;
  return error.errorCode === '2394' && fromPackage;
}

/** Compiles contracts/src with the pinned compiler; throws with its messages on any error or warning. */
export function compileContracts(): CompiledContracts {
  const sources: Record<string, { content: string }> = Object.fromEntries(
    readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.sol'))
      .sort()
      .map((name) => {
        const path = join(ROOT, 'src', name);
        return [relative(ROOT, path).split(sep).join('/'), { content: readFileSync(path, 'utf8') }];
      }),
  );
  // What the sources import from packages becomes part of the input, so that a block explorer needs nothing else.
  const require = createRequire(import.meta.url);
  const readImport = (name: string): { contents: string } | { error: string } => {
    try {
      const content = readFileSync(require.resolve(name), 'utf8');
      sources[name] = { content };
      return { contents: content };
    } catch (error) {
      return { error: String(error) };
    }
  };
  const outputSelection = { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } };
  const standardInput = { language: 'Solidity', sources, settings: { ...SETTINGS, outputSelection } };
  const output = JSON.parse(
    solc.compile(JSON.stringify(standardInput), { import: readImport }),
  ) as CompilerOutput;
  const errors = (output.errors ?? []).filter((error) => !isTransientGuard(error));
  if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join('\n'));

  const artifacts: Record<string, ContractArtifact> = {};
  for (const contractName of DEPLOYED_CONTRACTS) {
    const sourceName = `src/${contractName}.sol`;
    const contract = output.contracts[sourceName]?.[contractName];
    if (!contract) throw new Error(`${sourceName} does not define ${contractName}.`);
    artifacts[contractName] = {
      contractName,
      sourceName,
      abi: contract.abi,
      bytecode: `0x${contract.evm.bytecode.object}`,
      deployedBytecodeSize: contract.evm.deployedBytecode.object.length / 2,
      compiler: { version: solc.version(), settings: SETTINGS },
    };
  }
  return { artifacts, standardInput };
}
