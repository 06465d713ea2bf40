import solc from 'solc';
import { COMPILER_SETTINGS } from './compiler-settings.ts';
import { readImport } from './read-import.ts';

export const COMPILER_VERSION: string = solc.version();

export interface AbiParameter {
  name: string;
  type: string;
  internalType?: string;
  indexed?: boolean;
  components?: AbiParameter[];
}

/** A function, event, error or constructor of a contract. */
export interface AbiItem {
  type: string;
  name?: string;
  inputs?: AbiParameter[];
  outputs?: AbiParameter[];
  stateMutability?: string;
  anonymous?: boolean;
}

export interface StorageVariable {
  label: string;
  offset: number;
  slot: string;
  type: string;
}

export interface StorageLayout {
  storage: StorageVariable[];
  types: Record<string, { label: string; numberOfBytes: string; members?: StorageVariable[] }> | null;
}

/** What the compiler says of one contract; parts that were not selected are missing. */
export interface CompiledContract {
  abi: AbiItem[];
  storageLayout: StorageLayout;
  transientStorageLayout: StorageLayout;
  evm: {
    bytecode: { object: string };
    deployedBytecode: {
      object: string;
      /** Where immutables stand, by the id of their declaration in the syntax tree. */
      immutableReferences?: Record<string, { start: number; length: number }[]>;
    };
  };
}

/** The part of a syntax tree that the build reads. */
export interface SyntaxNode {
  id: number;
  nodeType: string;
  name?: string;
  nodes?: SyntaxNode[];
  contractKind?: 'contract' | 'interface' | 'library';
  abstract?: boolean;
  visibility?: string;
  functionSelector?: string;
}

export interface Compilation {
  /** By source name, then by contract name. */
  contracts: Record<string, Record<string, CompiledContract>>;
  /** Syntax trees by source name. */
  sources: Record<string, { ast: SyntaxNode }>;
  /** The compiler's standard-JSON input with every imported file in it: a block explorer needs nothing else. */
  standardInput: { language: 'Solidity'; sources: Record<string, { content: string }>; settings: object };
}

interface CompilerMessage {
  errorCode: string;
  formattedMessage: string;
  sourceLocation?: { file: string };
}

/** Both clear what they keep in transient storage, as the compiler asks whoever uses any. */
const TRANSIENT_STORAGE = ['@openzeppelin/contracts/', 'src/libraries/StoredKey.sol'];

function isExpected({ errorCode, sourceLocation }: CompilerMessage): boolean {
  return errorCode === '2394' && TRANSIENT_STORAGE.some((path) => sourceLocation?.file.includes(path));
}

/**
 * Compiles with the pinned compiler; throws with its messages on any error or other warning.
 *
 * @param sources contents by source name; imported files are added
 * @param outputSelection what to produce, by source and contract name, `*` for all
 * @param read the content of an imported file
 */
export function compileSolidity(
  sources: Readonly<Record<string, string>>,
  outputSelection: Record<string, Record<string, string[]>>,
  read: (name: string) => string = readImport,
): Compilation {
  const inputSources: Record<string, { content: string }> = {};
  for (const [name, content] of Object.entries(sources)) inputSources[name] = { content };
  const standardInput = {
    language: 'Solidity' as const,
    sources: inputSources,
    settings: { ...COMPILER_SETTINGS, outputSelection },
  };
  const answer = solc.compile(JSON.stringify(standardInput), {
    import: (name: string) => {
      try {
        const content = read(name);
        inputSources[name] = { content };
        return { contents: content };
      } catch (error) {
        return { error: String(error) };
      }
    },
  });
  const {
    errors,
    contracts,
    sources: trees,
  } = JSON.parse(answer) as Omit<Compilation, 'standardInput'> & {
    errors?: CompilerMessage[];
  };
  const messages = (errors ?? []).filter((message) => !isExpected(message));
  if (messages.length > 0) throw new Error(messages.map((message) => message.formattedMessage).join('\n'));
  return { contracts, sources: trees, standardInput };
}
