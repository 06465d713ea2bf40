import { contextBridge, ipcRenderer, webUtils } from 'electron';

// The names of ipc-server.ts, written out: a sandboxed preload script is one file and imports nothing of ours.
const CONNECT_CHANNEL = 'proofpress:connect';
const PORT_CHANNEL = 'proofpress:port';

/** What the page's world has, of which the rest of the sources knows nothing. */
declare const window: { postMessage(message: unknown, origin: string, ports: readonly unknown[]): void };
declare const location: { origin: string };

// No event of Electron crosses into the page: only the port does, by the page's own message event.
ipcRenderer.on(PORT_CHANNEL, (event) => window.postMessage(PORT_CHANNEL, location.origin, event.ports));

contextBridge.exposeInMainWorld('proofpress', {
  connect: () => ipcRenderer.send(CONNECT_CHANNEL),
  pathForFile: (file: File) => webUtils.getPathForFile(file),
});
