import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe.skipIf(process.platform === 'win32')('the build at install', () => {
  let folder: string;
  let native: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proofpress build '));
    native = join(folder, 'native');
    await mkdir(native);
    for (const name of [
      'addon',
      'cuda',
      'include',
      'install',
      'src',
      'addon.cpp',
      'binding.gyp',
      'build.mjs',
      'exports.map',
      'exports-cuda.map',
    ]) {
      await cp(join(root, 'native', name), join(native, name), { recursive: true });
    }
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const build = (args: string[], env: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, [join(native, 'build.mjs'), ...args], {
      encoding: 'utf8',
      // The library for NVIDIA devices would take minutes.
      env: { ...process.env, PROOFPRESS_CUDA: 'off', ...env },
    });
  const noTools = {
    PATH: '/nowhere',
    CXX: '',
    MAKE: '',
    PYTHON: '',
    NODE_GYP_FORCE_PYTHON: '',
    npm_config_python: '',
  };

  it('succeeds without any tool, with one message that says what is missing and how to get it', async () => {
    const { status, stderr } = build(['--install'], noTools);
    expect(status).toBe(0);
    expect(stderr).toContain('a C++ compiler (g++ or clang++) and make and Python 3 are missing');
    expect(stderr).toContain('npm run build:native');
    expect(await readdir(join(native, 'build'))).toEqual(['result.json']);
    const result = JSON.parse(await readFile(join(native, 'build', 'result.json'), 'utf8')) as object;
    expect(result).toMatchObject({
      backends: [],
      failure: { reason: expect.stringContaining('missing') as unknown },
    });
  });

  it('fails without --install, and does nothing where it is switched off', () => {
    expect(build([], noTools).status).toBe(1);
    const { status, stdout } = build(['--install'], { ...noTools, PROOFPRESS_NATIVE: 'off' });
    expect(status).toBe(0);
    expect(stdout).toContain('is not built');
  });

  it.skipIf(spawnSync('c++', ['--version']).status !== 0)(
    'succeeds where the compiler refuses the sources, shows what it said, and leaves no add-on',
    async () => {
      await writeFile(join(native, 'addon.cpp'), '#error "not this compiler"\n');
      await rm(join(native, 'addon'), { recursive: true });
      await rm(join(native, 'src'), { recursive: true });
      await mkdir(join(native, 'addon'));
      await mkdir(join(native, 'src'));
      await writeFile(join(native, 'addon', 'empty.cpp'), 'int empty;\n');
      await writeFile(join(native, 'build', 'proofpress-portable.node'), 'of an earlier build');
      const { status, stderr } = build(['--install']);
      expect(status).toBe(0);
      expect(stderr).toContain('not this compiler');
      expect(stderr).toContain('The native prover was not built');
      expect((await readdir(join(native, 'build'))).sort()).toEqual(['build.log', 'result.json']);
    },
  );
});
