import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { InterfaceAbi } from 'ethers';
import { COMPILER_SETTINGS } from '../../build/compiler-settings.ts';

const CONTRACTS = fileURLToPath(new URL('../../', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/proofpress-examples/', import.meta.url));

/** A contract of contracts/examples, ready to be deployed. */
export interface CompiledExample {
  abi: InterfaceAbi;
  /** Creation code, 0x-prefixed hex, without constructor arguments. */
  bytecode: string;
}

/**
 * Compiles everything in contracts/examples as the deployed contracts are compiled: half a minute. The result is kept in
 * node_modules/.cache until a source, the compiler or the library changes.
 *
 * @returns contracts and interfaces by name
 * @throws Error with the compiler's messages on any error or warning
 */
export async function compileExamples(): Promise<Record<string, CompiledExample>> {
  const path = `${CACHE}${cacheKey()}.json`;
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Record<string, CompiledExample>;
  // The compiler takes a second to load.
  const { compileSolidity } = await import('../../build/compile-solidity.ts');
  const sources = sourcesIn('examples');
  const selection = Object.fromEntries(
    Object.keys(sources).map((name) => [name, { '*': ['abi', 'evm.bytecode.object'] }]),
  );
  const { contracts } = compileSolidity(sources, selection);
  const compiled = Object.fromEntries(
    Object.keys(sources).flatMap((source) =>
      Object.entries(contracts[source] ?? {}).map(([name, { abi, evm }]) => [
        name,
        { abi: abi as InterfaceAbi, bytecode: `0x${evm.bytecode.object}` },
      ]),
    ),
  );
  mkdirSync(CACHE, { recursive: true });
  const partial = `${path}.${process.pid}.partial`;
  writeFileSync(partial, JSON.stringify(compiled));
  renameSync(partial, path);
  return compiled;
}

/** The Solidity files of a folder of contracts/, under the names that others import them by. */
function sourcesIn(folder: string): Record<string, string> {
  const paths = readdirSync(join(CONTRACTS, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sol'))
    .sort();
  return Object.fromEntries(
    paths.map((path) => [
      `@proofpress/contracts/${folder}/${path.replaceAll('\\', '/')}`,
      readFileSync(join(CONTRACTS, folder, path), 'utf8'),
    ]),
  );
}

function cacheKey(): string {
  const versionOf = (name: string): string =>
    (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version;
  const versions = ['solc', '@openzeppelin/contracts'].map(versionOf);
  const all = [versions, COMPILER_SETTINGS, sourcesIn('src'), sourcesIn('examples')];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}
