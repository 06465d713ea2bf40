import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../../cli/support/run-program.ts';

const run = promisify(execFile);

/** Packs the sdk as npm would publish it, and installs it in an empty project, with what it depends on, and no network. */
export async function installPackedSdk(folder: string): Promise<string> {
  const tarballs = join(folder, 'tarballs');
  const project = join(folder, 'project');
  await mkdir(tarballs);
  await mkdir(project);
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'dapp', type: 'module' }));
  const { dependencies } = JSON.parse(await readFile(join(ROOT, 'sdk/package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const packages = ['sdk', ...Object.keys(dependencies).map((name) => join('node_modules', name))];
  const packed: string[] = [];
  for (const path of packages) {
    const options = path === 'sdk' ? [] : ['--ignore-scripts'];
    const args = ['pack', join(ROOT, path), '--json', '--pack-destination', tarballs, ...options];
    const { stdout } = await run('npm', args, { cwd: folder });
    // The package's own build may print before it.
    const [{ filename }] = JSON.parse(stdout.slice(stdout.search(/^\[/m))) as [{ filename: string }];
    packed.push(join(tarballs, filename));
  }
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', ...packed], { cwd: project });
  return project;
}
