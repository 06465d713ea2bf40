import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Interface, type InterfaceAbi } from 'ethers';
import { COMPILER_SETTINGS } from '../../../contracts/build/compiler-settings.ts';
import { readImport } from '../../../contracts/build/read-import.ts';

/** A contract that only tests deploy. */
export interface CompiledDouble {
  abi: Interface;
  /** Creation code, 0x-prefixed hex, without constructor arguments. */
  bytecode: string;
}

interface CacheEntry {
  /** Hashes of the imported files by name: the entry counts while they are the same. */
  imports: Record<string, string>;
  contracts: Record<string, { abi: InterfaceAbi; bytecode: string }>;
}

const DOUBLES = new URL('../doubles/', import.meta.url);
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/proofpress-doubles/', import.meta.url));

/**
 * Compiles test/contracts/doubles/FILE.sol as the real contracts are compiled. Its imports are `./Other.sol`,
 * `@proofpress/contracts/src/...` and npm packages. The result is kept in node_modules/.cache until a source changes.
 *
 * @param file name without .sol
 * @returns every contract that the file defines, by name
 * @throws Error with the compiler's messages on any error or warning
 */
export async function compileDoubles(
  file: string,
  folder: URL = DOUBLES,
): Promise<Record<string, CompiledDouble>> {
  const content = readFileSync(new URL(`${file}.sol`, folder), 'utf8');
  const entry = readCache(file, content, folder) ?? (await compile(file, content, folder));
  return Object.fromEntries(
    Object.entries(entry.contracts).map(([name, { abi, bytecode }]) => [
      name,
      { abi: new Interface(abi), bytecode },
    ]),
  );
}

/** A double's imports lie beside it or where every import lies. */
function readFrom(folder: URL, name: string): string {
  return name.startsWith('doubles/')
    ? readFileSync(new URL(name.slice('doubles/'.length), folder), 'utf8')
    : readImport(name);
}

async function compile(file: string, content: string, folder: URL): Promise<CacheEntry> {
  const { compileSolidity } = await import('../../../contracts/build/compile-solidity.ts');
  const source = `doubles/${file}.sol`;
  const { contracts, standardInput } = compileSolidity(
    { [source]: content },
    { [source]: { '*': ['abi', 'evm.bytecode.object'] } },
    (name) => readFrom(folder, name),
  );
  const entry: CacheEntry = {
    imports: Object.fromEntries(
      Object.entries(standardInput.sources)
        .filter(([name]) => name !== source)
        .map(([name, imported]) => [name, sha256(imported.content)]),
    ),
    contracts: Object.fromEntries(
      Object.entries(contracts[source] ?? {}).map(([name, { abi, evm }]) => [
        name,
        { abi: abi as InterfaceAbi, bytecode: `0x${evm.bytecode.object}` },
      ]),
    ),
  };
  mkdirSync(CACHE, { recursive: true });
  const path = cachePath(file, content);
  const partial = `${path}.${process.pid}.partial`;
  writeFileSync(partial, JSON.stringify(entry));
  renameSync(partial, path);
  return entry;
}

function readCache(file: string, content: string, folder: URL): CacheEntry | undefined {
  try {
    const entry = JSON.parse(readFileSync(cachePath(file, content), 'utf8')) as CacheEntry;
    const isFresh = Object.entries(entry.imports).every(
      ([name, hash]) => sha256(readFrom(folder, name)) === hash,
    );
    return isFresh ? entry : undefined;
  } catch {
    return undefined; // nothing compiled yet, or an import moved
  }
}

function cachePath(file: string, content: string): string {
  const { version } = createRequire(import.meta.url)('solc/package.json') as { version: string };
  return `${CACHE}${sha256(JSON.stringify([version, COMPILER_SETTINGS, file, content]))}.json`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
