#!/usr/bin/env node
// Builds the checks of native/test with address and undefined-behaviour sanitizers and prints the path of the program:
//   node native/build-checks.mjs [portable | mulx | lanes] [cuda]    (default: the best that this processor can run)
// With "cuda" it is the checks of native/cuda/test: the kernels for NVIDIA devices on native/emulator. And
//   node native/build-checks.mjs emulated
// builds the library for NVIDIA devices with the emulator in the place of CUDA, for the add-on to open.
// "lanes" is the code for AVX-512 with its instructions emulated in plain C++. Exit code 2: no compiler can do it, or this
// processor cannot run it.
// Object files stay in native/build/checks-NAME; only what changed is compiled again.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import process from 'node:process';

const native = import.meta.dirname;
const MULX = ['-mbmi2', '-madx'];
const LEVELS = {
  portable: [],
  mulx: MULX,
  lanes: [...MULX, '-DPROOFPRESS_EMULATE_LANES'],
  // Node would have to be built with the sanitizers as well.
  emulated: ['-O2', '-fPIC', '-fvisibility=hidden'],
};
const COMMON = ['-Wall', '-Wextra', '-Wno-unused-parameter'];
// Without a frame pointer the hand-written multiplication has the registers that it needs.
const OPTIMIZATION = ['-O1', '-g1', '-fomit-frame-pointer'];
const SANITIZERS = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
/** The kernels' loops are unrolled by a pragma that is nvcc's alone. */
const CUDA_FLAGS = ['-Wno-unknown-pragmas', '-x', 'c++'];
const LIBRARY_LINK = [
  '-shared',
  '-Wl,--no-undefined',
  `-Wl,--version-script=${join(native, 'exports-cuda.map')}`,
];
/** @param path absolute */
const isNoTest = (path) => !path.startsWith(join(native, 'cuda', 'test'));
const PROGRAMS = {
  checks: () => [...listSources('src'), ...listSources('test')],
  'cuda-checks': () => [
    ...listSources('src'),
    ...listSources('emulator'),
    ...listSources('cuda'),
    join(native, 'test', 'sample-files.cpp'),
  ],
  'proofpress-cuda.so': () => [...listSources('emulator'), ...listSources('cuda').filter(isNoTest)],
};

const compiler = process.env.CXX ?? 'g++';
const words = process.argv.slice(2);
const name =
  words[0] === 'emulated'
    ? 'proofpress-cuda.so'
    : words.at(-1) === 'cuda'
      ? `${words.pop()}-checks`
      : 'checks';
const level = words[0] ?? (canRunMulx() ? 'mulx' : 'portable');
const isLibrary = level === 'emulated';
if (!(level in LEVELS)) stop(1, `There is no level ${level}: ${Object.keys(LEVELS).join(', ')}.`);
if (!isLibrary && level !== 'portable' && !canRunMulx()) stop(2, `This processor cannot run level ${level}.`);
if (!canCompile()) stop(2, `${compiler} is missing, or cannot build with sanitizers.`);

const flags = [...baseFlags(), ...LEVELS[level], `-DPROOFPRESS_BACKEND_NAME="${level}"`];
const folder = join(native, 'build', `checks-${level}`);
const program = join(folder, process.platform === 'win32' && !isLibrary ? `${name}.exe` : name);
mkdirSync(folder, { recursive: true });
forgetOtherFlags();
const sources = PROGRAMS[name]();
await compileAll(sources.filter((source) => !isFresh(objectOf(source))));
// The other program's build may have made objects that this one is older than.
if (!sources.every((source) => isOlder(objectOf(source), program)))
  await run([...flags, ...sources.map(objectOf), '-o', program, ...(isLibrary ? LIBRARY_LINK : [])]);
process.stdout.write(`${program}\n`);

function baseFlags() {
  const [optimization, sanitizers] = isLibrary ? [[], []] : [OPTIMIZATION, SANITIZERS];
  return ['-std=c++17', ...optimization, ...COMMON, ...sanitizers, '-pthread'];
}

function canRunMulx() {
  if (process.arch !== 'x64' || !existsSync('/proc/cpuinfo')) return false;
  const features = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1].split(' ') ?? [];
  return features.includes('bmi2') && features.includes('adx');
}

/** Some compilers come without the sanitizers' libraries. */
function canCompile() {
  const trial = mkdtempSync(join(tmpdir(), 'proofpress-checks-'));
  try {
    writeFileSync(join(trial, 'trial.cpp'), 'int main() { return 0; }\n');
    const arguments_ = [...baseFlags(), 'trial.cpp', '-o', 'trial'];
    return spawnSync(compiler, arguments_, { cwd: trial }).status === 0;
  } finally {
    rmSync(trial, { recursive: true, force: true });
  }
}

function listSources(root) {
  return readdirSync(join(native, root), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(cpp|cu)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function objectOf(source) {
  return join(folder, `${relative(native, source).replaceAll(/[\\/]/g, '-')}.o`);
}

/** Objects of another compiler or other flags are no use. */
function forgetOtherFlags() {
  const version = spawnSync(compiler, ['--version'], { encoding: 'utf8' }).stdout;
  const stamp = createHash('sha256')
    .update([version, ...flags].join('\n'))
    .digest('hex');
  const path = join(folder, 'flags');
  if (existsSync(path) && readFileSync(path, 'utf8') === stamp) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, stamp);
}

/** The compiler lists the files that an object was made from in OBJECT.d, as a rule of make. */
function isFresh(object) {
  try {
    const made = statSync(object).mtimeMs;
    const files = readFileSync(`${object}.d`, 'utf8')
      .replaceAll('\\\n', ' ')
      .split(/(?<!\\)\s+/)
      .slice(1);
    return files.every(
      (file) => file === '' || statSync(join(native, file.replaceAll('\\ ', ' '))).mtimeMs < made,
    );
  } catch {
    return false;
  }
}

function isOlder(file, than) {
  return existsSync(than) && statSync(file).mtimeMs <= statSync(than).mtimeMs;
}

async function compileAll(waiting) {
  const worker = async () => {
    for (let source = waiting.shift(); source; source = waiting.shift()) {
      const object = objectOf(source);
      // A path without native/ in it, so that the listing holds paths relative to native/.
      const path = relative(native, source);
      const extra = path.startsWith('cuda') ? CUDA_FLAGS : [];
      await run([...flags, '-MMD', '-MF', `${object}.d`, ...extra, '-c', path, '-o', object]);
    }
  };
  const queue = Array.from({ length: Math.max(1, availableParallelism()) }, worker);
  await Promise.all(queue);
}

function run(args) {
  return new Promise((resolve) => {
    const child = spawn(compiler, args, { cwd: native, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('close', (code) => (code === 0 ? resolve() : process.exit(1)));
  });
}

function stop(code, message) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
