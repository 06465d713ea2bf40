import { BrowserWindow, dialog } from 'electron';
import { APP_ORIGIN } from './app-scheme.ts';

export interface WindowOptions {
  /** The bundled preload script. */
  preload: string;
  /** What a person would lose by closing: titles of running tasks. */
  running(): readonly string[];
}

/** Opens the window. It asks before it closes while work runs. */
export function openWindow({ preload, running }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 860,
    minWidth: 760,
    minHeight: 560,
    show: false,
    title: 'Proofpress',
    backgroundColor: '#0e1115',
    webPreferences: {
      preload,
      // 2, 3, 4, 6, 8, 9, 10 and 11 of the checklist; most are defaults, and stand here so that no default decides.
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  let isDecided = false;
  window.on('close', (event) => {
    const titles = running();
    if (isDecided || titles.length === 0) return;
    event.preventDefault();
    void isClosingWanted(window, titles).then((wanted) => {
      if (!wanted) return;
      isDecided = true;
      window.close();
    });
  });
  void window.loadURL(`${APP_ORIGIN}/index.html`);
  return window;
}

async function isClosingWanted(window: BrowserWindow, titles: readonly string[]): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: titles.length === 1 ? 'Work is still running.' : `${titles.length} tasks are still running.`,
    detail: `${titles.join('\n')}\n\nClosing cancels them. Finished steps are kept.`,
    buttons: ['Keep working', 'Cancel the work and close'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}
