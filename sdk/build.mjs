/**
 * Makes the package's dist/: `node sdk/build.mjs [FOLDER]`.
 *   index.js       one ES module that imports @noble/*
 *   standalone.js  the same with everything in it, for pages without a bundler
 *   types/         declarations
 *   verify.html    the page that checks a receipt, script and style inside
 */
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const target = resolve(process.argv[2] ?? join(here, 'dist'));
const shared = { bundle: true, format: 'esm', target: 'es2022', legalComments: 'eof', logLevel: 'warning' };

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
await build({
  ...shared,
  entryPoints: [join(here, 'src/index.ts')],
  outfile: join(target, 'index.js'),
  platform: 'neutral',
  external: ['@noble/*'],
});
await build({
  ...shared,
  entryPoints: [join(here, 'src/index.ts')],
  outfile: join(target, 'standalone.js'),
  platform: 'browser',
  minify: true,
});
writeFileSync(join(target, 'verify.html'), await buildPage());
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
execFileSync(
  process.execPath,
  [join(typescript, 'bin/tsc'), '--project', join(here, 'tsconfig.json'), '--outDir', join(target, 'types')],
  { stdio: 'inherit' },
);

/** One file that needs no server: its policy admits its own script and style by their hashes, and nothing else. */
async function buildPage() {
  const folder = join(here, 'verify-page');
  const { outputFiles } = await build({
    ...shared,
    legalComments: 'inline',
    entryPoints: [join(folder, 'page.ts')],
    platform: 'browser',
    minify: true,
    write: false,
  });
  // An end tag inside a text of the script would end the script.
  const script = outputFiles[0].text.replaceAll('</script', '<\\/script');
  const style = readFileSync(join(folder, 'page.css'), 'utf8');
  const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = [
    `default-src 'none'`,
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    // The node that a reader names, to ask the registry.
    `connect-src https: http://127.0.0.1:* http://localhost:*`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  const parts = { POLICY: policy, STYLE: style, SCRIPT: script };
  return readFileSync(join(folder, 'page.html'), 'utf8').replace(
    // Without the white space that the template's formatting puts around them: it would count for the hashes.
    /\s*%(STYLE|SCRIPT)%\s*|%(POLICY)%/g,
    (_, name = 'POLICY') => parts[name],
  );
}
