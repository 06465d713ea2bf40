import { join } from 'node:path';
import { app, BrowserWindow, dialog } from 'electron';
import { PRESETS } from '../engine/chain/networks/presets.ts';
import { serveAppScheme } from './app-protocol.ts';
import { EngineHost } from './engine-host.ts';
import { servePorts } from './ipc-server.ts';
import { PasswordStore } from './password-store.ts';
import { restrict } from './security.ts';
import { openWindow } from './window.ts';

export interface DesktopFiles {
  /** The built window: a folder. */
  ui: string;
  preload: string;
  engineEntry: string;
  workerEntry: string;
}

const DOCUMENTATION_HOSTS = ['proofpress.org', 'onnx.ai', 'developer.nvidia.com'];

/** Opens the app once its process is ready; there is one of it at a time. */
export async function startDesktop(files: DesktopFiles): Promise<void> {
  if (!app.requestSingleInstanceLock()) return app.quit();
  app.enableSandbox();
  await app.whenReady();
  const workspace = process.env.PROOFPRESS_WORKSPACE ?? join(app.getPath('userData'), 'workspace');
  restrict(() => knownHosts);
  serveAppScheme({
    ui: files.ui,
    downloads: join(workspace, 'downloads'),
    receipts: join(workspace, 'receipts'),
  });
  const engine = new EngineHost({
    engineEntry: files.engineEntry,
    workerEntry: files.workerEntry,
    workspace,
    passwords: new PasswordStore(join(app.getPath('userData'), 'passwords.json')),
    onCrash: (code) => sayCrashed(code),
  });
  engine.start();
  servePorts((port) => engine.connect(port));
  const open = () => openWindow({ preload: files.preload, running: () => engine.running });
  open();
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open();
  });
  app.on('window-all-closed', () => app.quit());
  endWithApp(engine);
}

const knownHosts: ReadonlySet<string> = new Set([
  ...DOCUMENTATION_HOSTS,
  ...PRESETS.flatMap(({ explorer }) => (explorer ? [new URL(explorer).host] : [])),
]);

/** The engine puts its things in order before the app is gone. */
function endWithApp(engine: EngineHost): void {
  let isEnded = false;
  app.on('before-quit', (event) => {
    if (isEnded) return;
    event.preventDefault();
    void engine.end().finally(() => {
      isEnded = true;
      app.quit();
    });
  });
}

function sayCrashed(code: number): void {
  dialog.showErrorBox(
    'The engine stopped and is started again',
    `It ended with status ${code}. Finished steps are kept; start again what was running.`,
  );
}
