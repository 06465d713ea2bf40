import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'electron-vite';

/** Programs of worker threads, which modules name by their addresses. */
const THREADS = [
  'engine/proofs/groth16/gadgets/circom-thread.mjs',
  'engine/proofs/groth16/ptau/fixed-base-worker.mjs',
  'engine/pipeline/7-serve/images/image-thread.mjs',
];

const MAIN_ENTRIES = [
  'desktop/main.ts',
  'desktop/engine-process.ts',
  'desktop/worker-process.ts',
  'engine/pipeline/7-serve/images/decode-images.ts',
  ...THREADS,
];

/** What is built for the desktop app and for the studio in a browser, all into out/. Entries are named: the folders are not those that the tool expects. */
export default defineConfig({
  main: {
    build: {
      // Beside src-main and with its folders: whatever finds a file from where its own module lies goes on to find it.
      outDir: resolve('out-main'),
      emptyOutDir: true,
      target: 'node20.19',
      minify: false,
      externalizeDeps: true,
      rolldownOptions: {
        input: Object.fromEntries(
          MAIN_ENTRIES.map((path) => [path.replace(/\.\w+$/, ''), resolve('src-main', path)]),
        ),
        preserveEntrySignatures: 'allow-extension',
        output: {
          format: 'es',
          preserveModules: true,
          preserveModulesRoot: resolve('src-main'),
          entryFileNames: (chunk) => `${chunk.name}.${THREADS.includes(`${chunk.name}.mjs`) ? 'mjs' : 'js'}`,
        },
      },
    },
  },
  preload: {
    build: {
      outDir: resolve('out/preload'),
      emptyOutDir: true,
      externalizeDeps: true,
      rolldownOptions: {
        input: { preload: resolve('src-main/desktop/preload.ts') },
        // A sandboxed preload script is one file of CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: resolve('src-renderer'),
    // The page lies under app:// in the desktop app and at the root of a server: nothing in it may be absolute.
    base: './',
    plugins: [svelte({ configFile: resolve('svelte.config.js') }), tailwindcss()],
    worker: { format: 'es' },
    build: {
      outDir: resolve('out/renderer'),
      emptyOutDir: true,
      target: 'es2022',
      minify: true,
      cssMinify: true,
      // A small file as a data: URL would need rules of its own in the page's security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: resolve('src-renderer/index.html') },
    },
  },
});
