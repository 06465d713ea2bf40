import { fileURLToPath } from 'node:url';
import { registerAppScheme } from './app-protocol.ts';
import { startDesktop } from './start-desktop.ts';

// The program of the desktop app. Paths are those of the build, which mirrors the sources.

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

registerAppScheme();
await startDesktop({
  ui: file('../../out/renderer'),
  preload: file('../../out/preload/preload.cjs'),
  engineEntry: file('./engine-process.js'),
  workerEntry: file('./worker-process.js'),
});
