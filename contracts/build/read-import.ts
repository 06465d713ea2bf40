import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** What a dApp developer writes before the path of one of these contracts. */
const PACKAGE = '@proofpress/contracts/';
const FOLDER = new URL('../', import.meta.url);

/**
 * Reads what a Solidity source imports: `@proofpress/contracts/...` from contracts/, anything else from an npm package.
 *
 * @param name the source's name after the compiler has resolved a relative path
 */
export function readImport(name: string): string {
  const path = name.startsWith(PACKAGE)
    ? fileURLToPath(new URL(name.slice(PACKAGE.length), FOLDER))
    : createRequire(import.meta.url).resolve(name);
  return readFileSync(path, 'utf8');
}
