import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'electron-vite';

/** What is built for the desktop app and for the studio in a browser, all into out/. Entries are named: the folders are not those that the tool expects. */
export default defineConfig({
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
