import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
