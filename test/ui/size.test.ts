import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const UI = fileURLToPath(new URL('../../out/renderer/', import.meta.url));
const MOST_BYTES = 350_000;

/** The chunks that a chunk needs before it runs; what it may import later is not among them. */
function staticImports(code: string): string[] {
  return [
    ...code.matchAll(/(?:^|[;}\s])(?:import|export)\b[^'"();]*?(?:from)?\s*["'](\.[^"']+\.js)["']/g),
  ].map(([, path]) => path!);
}

/** Every script that is there before the first page is: those of the page itself, the window's platform and all they need. */
function initialScripts(): Map<string, Buffer> {
  const html = readFileSync(join(UI, 'index.html'), 'utf8');
  const waiting = [...html.matchAll(/(?:src|href)="(\.\/[^"]+\.js)"/g)].map(([, path]) => join(UI, path!));
  const scripts = new Map<string, Buffer>();
  while (waiting.length > 0) {
    const path = waiting.pop()!;
    if (scripts.has(path)) continue;
    const code = readFileSync(path);
    scripts.set(path, code);
    // The first script waits for the platform of a browser, and for nothing else that it loads by itself.
    const platform = /import\(["'`](\.\/web-[^"'`]+\.js)["'`]\)/.exec(code.toString())?.[1];
    for (const next of [...staticImports(code.toString()), ...(platform === undefined ? [] : [platform])]) {
      waiting.push(join(dirname(path), next));
    }
  }
  return scripts;
}

test('the scripts of the first page are small', () => {
  const scripts = initialScripts();
  const sizes = [...scripts].map(([path, code]) => ({
    path: path.slice(UI.length),
    bytes: gzipSync(code).length,
  }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  process.stdout.write(`initial JavaScript: ${total} bytes gzipped in ${sizes.length} files\n`);
  expect(sizes.length).toBeGreaterThan(3);
  expect(sizes.some(({ path }) => path.includes('web-'))).toBe(true);
  expect(total).toBeLessThan(MOST_BYTES);
});

test('graph, charts and uploads are not among them', () => {
  const all = [...initialScripts().values()].map(String).join('\n');
  expect(all).not.toMatch(/elk\.layered|svelte-flow__|tus-resumable/i);
});
