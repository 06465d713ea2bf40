import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { InterfaceAbi } from 'ethers';
import { compileSolidity } from '../../build/compile-solidity.ts';

const FOLDER = fileURLToPath(new URL('../', import.meta.url));
const NAME = '@proofpress/contracts/examples/';

/** A contract of contracts/examples, ready to be deployed. */
export interface CompiledExample {
  abi: InterfaceAbi;
  /** Creation code, 0x-prefixed hex, without constructor arguments. */
  bytecode: string;
}

/**
 * Compiles everything in contracts/examples as the deployed contracts are compiled.
 * @returns contracts and interfaces by name
 * @throws Error with the compiler's messages on any error or warning
 */
export function compileExamples(): Record<string, CompiledExample> {
  const paths = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sol'))
    .map((path) => path.replaceAll('\\', '/'));
  const sources = Object.fromEntries(
    paths.map((path) => [`${NAME}${path}`, readFileSync(`${FOLDER}${path}`, 'utf8')]),
  );
  const selection = Object.fromEntries(
    Object.keys(sources).map((name) => [name, { '*': ['abi', 'evm.bytecode.object'] }]),
  );
  const { contracts } = compileSolidity(sources, selection);
  return Object.fromEntries(
    Object.keys(sources).flatMap((source) =>
      Object.entries(contracts[source] ?? {}).map(([name, { abi, evm }]) => [
        name,
        { abi: abi as InterfaceAbi, bytecode: `0x${evm.bytecode.object}` },
      ]),
    ),
  );
}
