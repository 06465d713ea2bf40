import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const native = join(import.meta.dirname, '..');

/** What the build copies and hashes, relative to native/. */
export const SOURCE_ROOTS = [
  'addon',
  'cuda',
  'include',
  'src',
  'addon.cpp',
  'binding.gyp',
  'exports.map',
  'exports-cuda.map',
];

/** Every C++ file of the add-on, relative to native/, with forward slashes, sorted. */
export function listCppFiles() {
  return listSources().filter((path) => path.endsWith('.cpp') && !path.startsWith('cuda/'));
}

/** Every C++ and CUDA file of the library for NVIDIA devices, likewise. */
export function listCudaFiles() {
  return listSources().filter((path) => /\.(cpp|cu)$/.test(path) && path.startsWith('cuda/'));
}

/** Every header that those include, of native/cuda and native/src. */
export function listCudaHeaders() {
  return listSources().filter((path) => /\.(cuh|hpp|h)$/.test(path) && !path.startsWith('addon/'));
}

/**
 * Fixes what a build on this machine gives: the sources, how they are built, and the platform. Not the compiler: a new one makes
 * no other prover.
 *
 * @returns SHA-256, hex
 */
export function hashSources() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const path of [...listSources(), 'build.mjs']) {
    const bytes = readFileSync(join(native, path));
    hash.update(`${path} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

/** All but the checks. */
function listSources() {
  return SOURCE_ROOTS.flatMap((root) =>
    root.includes('.')
      ? [root]
      : readdirSync(join(native, root), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) =>
            join(entry.parentPath, entry.name)
              .slice(native.length + 1)
              .replaceAll('\\', '/'),
          ),
  )
    .filter((path) => !path.startsWith('cuda/test/'))
    .sort();
}
