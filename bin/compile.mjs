// Compiles what processes of the program start with into node_modules/.cache, where src-main/load-source.mjs looks for
// it: they start in half the time. The tests run this, because they start hundreds; nothing else needs it.
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { CACHE, compiledFolder, ENTRIES, ROOT } from '../src-main/load-source.mjs';

/** How long earlier results stay, for programs that may be running from them. */
const KEPT_MILLISECONDS = 3_600_000;

/** Puts in the place of `import.meta.url` what it is in the source. */
const sourceUrls = {
  name: 'source-urls',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src-main[\\/].*\.ts$/ }, async ({ path }) => {
      const url = JSON.stringify(pathToFileURL(path).href);
      return {
        contents: (await readFile(path, 'utf8')).replaceAll(/\bimport\.meta\.url\b/g, url),
        loader: 'ts',
      };
    });
  },
};

/** Compiles, unless that is done. Sources that do not compile are left to fail where they are loaded. */
export default async function compile() {
  if (compiledFolder()) return;
  await mkdir(CACHE, { recursive: true });
  await removeOld();
  const startedAt = Date.now();
  const name = `${startedAt}-${process.pid}`;
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES,
    outbase: ROOT,
    outdir: join(CACHE, name),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    metafile: true,
    logLevel: 'silent',
    plugins: [sourceUrls],
  }).catch(() => undefined);
  if (!result) return;
  const files = await Promise.all(
    Object.keys(result.metafile.inputs).map(async (path) => {
      const { mtimeMs, size } = await stat(join(ROOT, path));
      return [path, { mtimeMs, size }];
    }),
  );
  // What was written since may have been read before.
  if (files.some(([, { mtimeMs }]) => mtimeMs >= startedAt)) return;
  const list = join(CACHE, name, 'compiled.json');
  await writeFile(list, JSON.stringify({ root: ROOT, name, files: Object.fromEntries(files) }));
  await rename(list, join(CACHE, 'compiled.json'));
}

async function removeOld() {
  for (const name of await readdir(CACHE)) {
    const path = join(CACHE, name);
    const { mtimeMs } = await stat(path);
    if (mtimeMs < Date.now() - KEPT_MILLISECONDS) await rm(path, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) await compile();
