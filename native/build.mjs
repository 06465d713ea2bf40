#!/usr/bin/env node
// Builds the native prover into native/build: `npm run build:native`. With --install (part of `npm install`) it never
// fails: without a compiler the app proves with snarkjs. It does nothing where native/build has these sources already;
// --force builds all the same. Where CUDA's compiler is found, the library for NVIDIA devices is built as well, unless
// PROOFPRESS_CUDA=off.
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { findCuda, findNodeHeaders, findTools, findTuningFlags, toolsRemedy } from './install/find-tools.mjs';
import { hashSources, listCppFiles, listCudaFiles, SOURCE_ROOTS } from './install/sources.mjs';

const native = import.meta.dirname;
const output = join(native, 'build');
const resultPath = join(output, 'result.json');
const BACKENDS = ['portable', 'mulx', 'ifma'];
const CUDA = 'cuda';
const fileOf = (backend) => `proofpress-${backend}.node`;
const cuda = process.env.PROOFPRESS_CUDA === 'off' ? { missing: 'PROOFPRESS_CUDA was "off"' } : findCuda();

const isInstall = process.argv.includes('--install');
const isForced = process.argv.includes('--force');

if (process.env.PROOFPRESS_NATIVE === 'off' && isInstall) {
  say('The native prover is not built, since PROOFPRESS_NATIVE=off.');
} else {
  process.exitCode = (await buildUnlessPresent()) || isInstall ? 0 : 1;
}

async function buildUnlessPresent() {
  const hash = hashSources();
  const present = readResult();
  if (
    !isForced &&
    present?.hash === hash &&
    present.backends.every((name) => existsSync(join(output, fileOf(name)))) &&
    isCudaPresent(present)
  ) {
    if (present.backends.length > 0) {
      say(`The native prover is built already: ${present.backends.join(', ')}.`);
      return true;
    }
  }
  const { compiler, missing } = findTools();
  if (missing.length > 0) {
    return fail(
      hash,
      compiler,
      `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing`,
      `Install ${toolsRemedy}`,
    );
  }
  say(`Building the native prover with ${compiler} (a few minutes) ...`);
  const started = performance.now();
  const { backends, hasCuda, log } = await build();
  mkdirSync(output, { recursive: true });
  writeFileSync(join(output, 'build.log'), log);
  const seconds = Math.round((performance.now() - started) / 1000);
  if (!backends.includes('portable')) {
    complain(tail(log));
    return fail(
      hash,
      compiler,
      firstError(log),
      `Read ${join(output, 'build.log')}; it may take a newer compiler`,
    );
  }
  // What an earlier build left must not pass for this one's.
  for (const name of [...BACKENDS, CUDA])
    if (!backends.includes(name) && !(name === CUDA && hasCuda))
      rmSync(join(output, fileOf(name)), { force: true });
  writeResult({ hash, compiler, backends, cuda: cudaResult(hasCuda, log), seconds });
  say(`The native prover is built: ${[...backends, ...(hasCuda ? [CUDA] : [])].join(', ')} (${seconds} s).`);
  if (!cuda.missing && !hasCuda)
    complain(`The library for NVIDIA devices was not built, see ${join(output, 'build.log')}.`);
  return true;
}

/** Is the library for NVIDIA devices there, or is it no more to be had than when the rest was built? */
function isCudaPresent(present) {
  if (present.cuda?.compiler === undefined) return Boolean(cuda.missing);
  return Boolean(present.cuda.failure) || existsSync(join(output, fileOf(CUDA)));
}

function cudaResult(isBuilt, log) {
  if (cuda.missing) return { failure: cuda.missing };
  const compiler = `nvcc ${cuda.version}`;
  return isBuilt ? { compiler } : { compiler, failure: `nvcc failed: ${firstError(log)}` };
}

/**
 * Builds in a new folder without spaces in its path, which make cannot cope with, and moves what is whole to its place.
 *
 * @returns the backends that were built, and all that the compiler said
 */
async function build() {
  const folder = mkdtempSync(join(folderWithoutSpaces(), 'proofpress-native-'));
  try {
    for (const root of SOURCE_ROOTS) cpSync(join(native, root), join(folder, root), { recursive: true });
    const { resolve } = createRequire(import.meta.url);
    cpSync(dirname(resolve('node-addon-api/package.json')), join(folder, 'node-addon-api'), {
      recursive: true,
      filter: (path) => !path.includes('.') || path.endsWith('.h') || path.endsWith('node-addon-api'),
    });
    writeFileSync(join(folder, 'sources.gypi'), JSON.stringify({ variables: sourceVariables() }));
    const log = await runNodeGyp(resolve('node-gyp/bin/node-gyp.js'), folder);
    const release = join(folder, 'build', 'Release');
    const backends = BACKENDS.filter((name) => existsSync(join(release, fileOf(name))));
    const hasCuda = existsSync(join(release, fileOf(CUDA)));
    if (backends.includes('portable'))
      for (const name of [...backends, ...(hasCuda ? [CUDA] : [])])
        moveIntoPlace(join(release, fileOf(name)), fileOf(name));
    return { backends, hasCuda, log };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function sourceVariables() {
  const files = listCppFiles();
  return {
    bridge_sources: files.filter((path) => path.startsWith('addon/')),
    prover_sources: files.filter((path) => !path.startsWith('addon/')),
    tuning_flags: findTuningFlags(),
    nvcc: cuda.nvcc ?? '',
    cuda_sources: listCudaFiles(),
    cuda_code_flags: cuda.codeFlags ?? [],
    cuda_libraries: cuda.libraries ?? '',
  };
}

function folderWithoutSpaces() {
  mkdirSync(output, { recursive: true });
  const isWindows = process.platform === 'win32';
  return [output, tmpdir(), '/tmp'].find((folder) => isWindows || !folder.includes(' ')) ?? tmpdir();
}

/** A rename from another file system is a copy, so the copy goes beside the place first. */
function moveIntoPlace(built, name) {
  const partial = join(output, `${name}.${process.pid}.partial`);
  cpSync(built, partial);
  renameSync(partial, join(output, name));
}

async function runNodeGyp(program, folder) {
  const headers = findNodeHeaders();
  const jobs = Math.max(2, availableParallelism());
  const args = ['rebuild', `--jobs=${jobs}`, '--release', ...(headers ? [`--nodedir=${headers}`] : [])];
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    // A backend that this compiler cannot build leaves the others.
    env: { ...process.env, MAKEFLAGS: 'k' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = (signal) => child.kill(signal);
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const parts = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => parts.push(part));
  await new Promise((resolve) => child.on('close', resolve));
  process.off('SIGINT', stop).off('SIGTERM', stop);
  return Buffer.concat(parts).toString('utf8');
}

function fail(hash, compiler, reason, remedy) {
  mkdirSync(output, { recursive: true });
  writeResult({ hash, compiler, backends: [], failure: { reason, remedy } });
  for (const name of [...BACKENDS, CUDA]) rmSync(join(output, fileOf(name)), { force: true });
  complain(
    [
      `The native prover was not built: ${reason}.`,
      '  Proofpress works without it: snarkjs makes keys and proofs then, many times more slowly.',
      `  To build it: ${remedy}. Then run: npm run build:native`,
    ].join('\n'),
  );
  return false;
}

function readResult() {
  try {
    return JSON.parse(readFileSync(resultPath, 'utf8'));
  } catch {
    return undefined;
  }
}

function writeResult(result) {
  const partial = `${resultPath}.${process.pid}.partial`;
  writeFileSync(partial, `${JSON.stringify(result, null, 2)}\n`);
  renameSync(partial, resultPath);
}

function firstError(log) {
  if (/getaddrinfo|ECONNREFUSED|network connectivity|ENOTFOUND/.test(log)) {
    return 'the header files of Node are not beside its binary, and they could not be downloaded';
  }
  const line = log.split('\n').find((text) => /\berror\b/i.test(text));
  return (line ?? 'the build failed').trim().replace(/\.$/, '');
}

function say(text) {
  process.stdout.write(`${text}\n`);
}

function complain(text) {
  process.stderr.write(`${text}\n`);
}

function tail(log) {
  return log.trimEnd().split('\n').slice(-20).join('\n');
}
