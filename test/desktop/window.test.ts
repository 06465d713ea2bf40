import { expect, test, vi } from 'vitest';
import { openWindow } from '../../src-main/desktop/window.ts';
import { standIn } from './support/stand-in.ts';

vi.mock('electron', () => import('./support/electron.ts'));

function open(running: string[] = []) {
  openWindow({ preload: '/app/preload.cjs', running: () => running });
  return standIn.BrowserWindow.all.at(-1)!;
}

test('the page has no Node, no shared world, a sandbox and the rules of the web', () => {
  const window = open();
  expect(window.options.webPreferences).toEqual({
    preload: '/app/preload.cjs',
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
  });
  expect(window.loadURL).toHaveBeenCalledWith('app://ui/index.html');
});

test('it closes at once where nothing runs', () => {
  const window = open();
  window.close();
  expect(window.isClosed).toBe(true);
});

test('it asks while work runs, and names the work', async () => {
  const window = open(['Make keys for mnist']);
  standIn.dialog.answer = 0;
  window.close();
  await vi.waitFor(() => expect(standIn.dialog.showMessageBox).toHaveBeenCalled());
  expect(JSON.stringify(standIn.dialog.showMessageBox.mock.lastCall)).toContain('Make keys for mnist');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(window.isClosed).toBe(false);
  standIn.dialog.answer = 1;
  window.close();
  await vi.waitFor(() => expect(window.isClosed).toBe(true));
});
