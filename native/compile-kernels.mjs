#!/usr/bin/env node
// Compiles every kernel of native/cuda for compute capabilities 8.0 and 9.0, warnings being errors, and prints what each takes
// of a multiprocessor: registers of a thread, shared memory of a block, bytes that did not fit into registers.
//   node native/compile-kernels.mjs [--json]
// Exit code 2: there is no nvcc. What did not change since the last run is taken from native/build/kernels.json.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { findCuda } from './install/find-tools.mjs';
import { listCudaFiles, listCudaHeaders } from './install/sources.mjs';

const native = import.meta.dirname;
const kept = join(native, 'build', 'kernels.json');
const ARCHITECTURES = ['80', '90'];
const FLAGS = [
  '-c',
  '-std=c++17',
  // Of the host's code alone; ptxas does all that it can anyway.
  '-O1',
  // Translated once, for the oldest, as in the build.
  '-gencode',
  `arch=compute_${ARCHITECTURES[0]},code=[${ARCHITECTURES.map((number) => `sm_${number}`).join(',')}]`,
  '-Xptxas=-v',
  '-Werror=all-warnings',
  '-Xcompiler=-fPIC,-Wall,-Wextra,-Wno-unused-parameter,-Wno-unknown-pragmas,-Werror',
];

const cuda = findCuda();
if (cuda.missing) stop(2, `The kernels cannot be compiled: ${cuda.missing}.`);
const hash = hashOf([...listCudaFiles(), ...listCudaHeaders()]);
const kernels = readKept() ?? (await compileAll(listCudaFiles().filter((path) => path.endsWith('.cu'))));
print(kernels);

function hashOf(paths) {
  const sum = createHash('sha256').update([cuda.version, ...FLAGS].join('\n'));
  for (const path of paths) sum.update(`${path}\n`).update(readFileSync(join(native, path)));
  return sum.digest('hex');
}

function readKept() {
  try {
    const report = JSON.parse(readFileSync(kept, 'utf8'));
    return report.hash === hash ? report.kernels : undefined;
  } catch {
    return undefined;
  }
}

async function compileAll(sources) {
  const folder = mkdtempSync(join(tmpdir(), 'proofpress-kernels-'));
  const found = [];
  try {
    const waiting = [...sources];
    const worker = async () => {
      for (let source = waiting.shift(); source; source = waiting.shift()) {
        const object = join(folder, `${source.replaceAll('/', '-')}.o`);
        found.push(...readReport(await compile(source, object), source));
      }
    };
    await Promise.all(Array.from({ length: Math.max(1, availableParallelism()) }, worker));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  found.sort((a, b) => (a.file + a.kernel + a.architecture < b.file + b.kernel + b.architecture ? -1 : 1));
  mkdirSync(join(native, 'build'), { recursive: true });
  writeFileSync(kept, JSON.stringify({ hash, compiler: `nvcc ${cuda.version}`, kernels: found }, null, 2));
  return found;
}

function compile(source, object) {
  return new Promise((resolve) => {
    const child = spawn(cuda.nvcc, [...FLAGS, source, '-o', object], { cwd: native });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.on('close', (code) => {
      if (code !== 0) stop(1, `${source}:\n${output}`);
      resolve(output);
    });
  });
}

/** What ptxas says of each kernel, one record a kernel and architecture. */
function readReport(text, file) {
  const entries = text.split(/ptxas info\s+: Compiling entry function /).slice(1);
  return entries.map((entry) => {
    const [, name, architecture] = /^'(\w+)' for 'sm_(\d+)'/.exec(entry);
    const number = (pattern) => Number(pattern.exec(entry)?.[1] ?? 0);
    return {
      file,
      kernel: readableName(name),
      architecture,
      registers: number(/Used (\d+) registers/),
      sharedBytes: number(/(\d+) bytes smem/),
      stackBytes: number(/(\d+) bytes stack frame/),
      spillStoreBytes: number(/(\d+) bytes spill stores/),
      spillLoadBytes: number(/(\d+) bytes spill loads/),
    };
  });
}

/** The kernel's name with its template arguments, without namespaces and parameters. */
function readableName(symbol) {
  const { stdout, status } = spawnSync('c++filt', [symbol], { encoding: 'utf8' });
  if (status !== 0) return symbol;
  return stdout
    .trim()
    .replace(/^void /, '')
    .replaceAll('proofpress::cuda::', '')
    .replaceAll(/\((anonymous namespace)\)::/g, '')
    .replaceAll('Field8<FqModulus>', 'Fq')
    .replaceAll('Field8<FrModulus>', 'Fr')
    .replace(/\(.*$/, '')
    .replaceAll(/ >/g, '>');
}

function print(records) {
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify(records, null, 2)}\n`);
    return;
  }
  process.stdout.write(
    '| kernel | sm | registers | shared bytes | stack | spilled (stores / loads) |\n|---|---|---|---|---|---|\n',
  );
  for (const record of records) {
    const { kernel, architecture, registers, sharedBytes, stackBytes } = record;
    const spilled = `${record.spillStoreBytes} / ${record.spillLoadBytes}`;
    process.stdout.write(
      `| ${kernel} | ${architecture} | ${registers} | ${sharedBytes} | ${stackBytes} | ${spilled} |\n`,
    );
  }
}

function stop(code, message) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
