import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';

/** How to get what a build takes, by operating system. */
const REMEDY = {
  linux:
    'apt-get install build-essential python3 (Debian, Ubuntu), dnf install gcc-c++ make python3 (Fedora) or ' +
    'apk add build-base python3 linux-headers (Alpine)',
  darwin: 'xcode-select --install',
  win32: 'the "Desktop development with C++" workload of Visual Studio with "C++ Clang tools", and Python 3',
};

/** What to install so that the build finds all its tools. */
export const toolsRemedy = REMEDY[process.platform] ?? 'a C++17 compiler, make and Python 3';

/**
 * Looks for a C++ compiler, make and Python. On Windows node-gyp looks by itself.
 *
 * @returns the compiler's name and version, and what is missing in words
 */
export function findTools() {
  if (process.platform === 'win32') return { compiler: 'clang-cl', missing: [] };
  const compiler = firstThatRuns([process.env.CXX, 'c++', 'g++', 'clang++']);
  const make = firstThatRuns([process.env.MAKE, 'make', 'gmake']);
  const python = firstThatRuns([
    process.env.npm_config_python,
    process.env.NODE_GYP_FORCE_PYTHON,
    process.env.PYTHON,
    'python3',
    'python',
  ]);
  const missing = [
    ...(compiler ? [] : ['a C++ compiler (g++ or clang++)']),
    ...(make ? [] : ['make']),
    ...(python ? [] : ['Python 3']),
  ];
  return { compiler: compiler ?? '', missing };
}

/**
 * Flags that make faster code where the compiler knows them. GCC copies numbers that were just written limb by limb in pieces of
 * 16 bytes, which the processor cannot forward from its store buffer: an eighth of the time of a point addition. Without
 * this tuning it copies them by limbs.
 */
export function findTuningFlags() {
  const flags = ['-mtune-ctrl=^sse_unaligned_load_optimal'];
  const [program, ...given] = (process.env.CXX || 'g++').split(' ');
  const arguments_ = [...given, ...flags, '-Werror', '-x', 'c++', '-fsyntax-only', '-'];
  return spawnSync(program, arguments_, { input: '' }).status === 0 ? flags : [];
}

/** Of every device since 2020 that is still made; what comes later runs the last one's portable code. */
const ARCHITECTURES = [80, 90, 120];

/**
 * Looks for what the library for NVIDIA devices takes: CUDA's compiler, and the part of its runtime that is linked in.
 *
 * @returns what node-gyp needs of it, or why that library is not built
 */
export function findCuda() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { missing: 'it is built on Linux on x86-64 only' };
  const nvcc = findNvcc();
  if (nvcc === undefined) return { missing: "CUDA's compiler nvcc is not installed" };
  const version = /release [\d.]+, V([\d.]+)/.exec(output(nvcc, ['--version']))?.[1];
  const known = output(nvcc, ['--list-gpu-arch']).match(/(?<=compute_)\d+/g) ?? [];
  const architectures = ARCHITECTURES.filter((number) => known.includes(String(number)));
  // A trial of a build says where its libraries are.
  const trial = spawnSync(nvcc, ['--dryrun', '-x', 'cu', '-shared', '/dev/null', '-o', '/dev/null'], {
    encoding: 'utf8',
  });
  const folders = [...(trial.stderr ?? '').matchAll(/"-L([^"]+)"/g)].map((match) => match[1]);
  const libraries = folders.find((folder) => existsSync(join(folder, 'libcudart_static.a')));
  if (version === undefined || architectures.length === 0 || libraries === undefined)
    return { missing: `${nvcc} is too old or not whole` };
  return { nvcc, version, libraries: realpathSync(libraries), codeFlags: codeFlags(architectures) };
}

function findNvcc() {
  const folders = [
    ...[process.env.CUDA_HOME, process.env.CUDA_PATH].filter(Boolean).map((folder) => join(folder, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/local/cuda/bin',
  ];
  return folders.map((folder) => join(folder, 'nvcc')).find((path) => existsSync(path));
}

/**
 * Machine code for each architecture, and portable code that newer devices translate for themselves. All from one translation for
 * the oldest architecture, which takes most of the time; the kernels use nothing that came later.
 */
function codeFlags(architectures) {
  const oldest = Math.min(...architectures);
  const code = [...architectures.map((number) => `sm_${number}`), `compute_${oldest}`];
  return ['-gencode', `arch=compute_${oldest},code=[${code.join(',')}]`];
}

function output(program, args) {
  return spawnSync(program, args, { encoding: 'utf8' }).stdout ?? '';
}

/** The first line that the first of the commands that can be run prints for --version. */
function firstThatRuns(commands) {
  for (const command of commands) {
    if (!command) continue;
    // CXX may hold a launcher or flags ("ccache g++ -m64").
    const [program, ...flags] = command.split(' ');
    const { status, stdout } = spawnSync(program, [...flags, '--version'], { encoding: 'utf8' });
    if (status === 0) return stdout.split('\n')[0].trim() || program;
  }
  return undefined;
}

/**
 * The folder that holds include/node, so that nothing has to be downloaded: npm's setting `nodedir`, else the folder
 * above the one of the node binary. Undefined: node-gyp must download the headers.
 */
export function findNodeHeaders() {
  const candidates = [process.env.npm_config_nodedir, dirname(dirname(process.execPath))];
  return candidates.find(
    (folder) =>
      folder &&
      existsSync(join(folder, 'include', 'node', 'node_api.h')) &&
      existsSync(join(folder, 'include', 'node', 'common.gypi')),
  );
}
