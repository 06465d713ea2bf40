import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../../../api/errors.ts';
import type { Gadget } from './gadget.ts';

const nodeRequire = createRequire(import.meta.url);

/** The folder `circuits` of this installation, wherever the program was started. */
export const circuitsFolder = fileURLToPath(new URL('../../../../../circuits/', import.meta.url));

/** A file of circom text under the path by which the other files include it. */
export interface SourceFile {
  path: string;
  content: string;
}

const INCLUDE = /^\s*include\s+"([^"]+)"\s*;/gm;

/**
 * The circom files of a gadget: its own first, then those of packages that it includes ("circomlib/circuits/...").
 *
 * @throws AppError 'file-unreadable', or 'gadget-invalid' for an include of anything but a package's file
 */
export function readGadgetSource(gadget: Gadget): SourceFile[] {
  const files = [{ path: basename(gadget.file), content: read(resolve(circuitsFolder, gadget.file)) }];
  for (let index = 0; index < files.length; index++) {
    for (const [, include] of files[index]!.content.matchAll(INCLUDE)) {
      const path = packagePath(include!, files[index]!.path, gadget);
      if (!files.some((file) => file.path === path))
        files.push({ path, content: read(resolvePackageFile(path)) });
    }
  }
  return files;
}

/** Version of the compiler's npm package; the same sources give the same rows under the same version. */
export function circomVersion(): string {
  return (JSON.parse(read(resolvePackageFile('circom2/package.json'))) as { version: string }).version;
}

/** The compiler. */
export function circomWasm(): string {
  return resolvePackageFile('circom2/circom.wasm');
}

/** SHA-256 over texts, each preceded by its length, in hexadecimal. */
export function hashTexts(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${Buffer.byteLength(text)}:`).update(text);
  return hash.digest('hex');
}

/** The path "package/..." of an include; "./..." is relative to a file that is itself a package's. */
function packagePath(include: string, includer: string, gadget: Gadget): string {
  const path =
    include.startsWith('./') && includer.includes('/')
      ? posix.join(posix.dirname(includer), include)
      : include;
  if (/^[a-z@]/.test(path) && path.includes('/') && !path.split('/').includes('..')) return path;
  throw new AppError(
    'gadget-invalid',
    `${gadget.file} includes "${include}", which is not a file of a package.`,
    'Write the template in one file and include nothing but constants of installed packages.',
  );
}

function resolvePackageFile(path: string): string {
  try {
    return nodeRequire.resolve(path);
  } catch (cause) {
    throw new AppError('tool-missing', `The file ${path} is not installed.`, 'Run npm ci again.', { cause });
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('file-unreadable', `The file ${path} cannot be read.`, 'Run npm ci again.', { cause });
  }
}
