import { beforeEach, describe, expect, test, vi } from 'vitest';
import { restrict } from '../../src-main/desktop/security.ts';
import { openContents, standIn } from './support/stand-in.ts';

vi.mock('electron', () => import('./support/electron.ts'));

beforeEach(() => {
  standIn.app.removeAllListeners();
  standIn.shell.openExternal.mockClear();
  standIn.dialog.showMessageBox.mockClear();
  restrict(() => new Set(['etherscan.io']));
});

const FOREIGN = [
  'https://evil.example/',
  'http://localhost/',
  'file:///etc/passwd',
  'app://other/index.html',
  'app:/ui/index.html',
  'appx://ui/',
  'data:text/html,x',
  'javascript:alert(1)',
  'about:blank',
  'blob:app://ui/1',
  'no address',
  '',
];

describe('navigation', () => {
  test.each(FOREIGN)('to %j is denied', (url) => {
    const page = openContents();
    expect(page.tell('will-navigate', { url })).toBe(true);
    expect(page.tell('will-redirect', { url })).toBe(true);
    expect(page.tell('will-frame-navigate', { url, isMainFrame: true })).toBe(true);
  });

  test('within the app is allowed in the main frame alone', () => {
    const page = openContents();
    expect(page.tell('will-navigate', { url: 'app://ui/index.html' })).toBe(false);
    expect(page.tell('will-frame-navigate', { url: 'app://ui/index.html', isMainFrame: true })).toBe(false);
    expect(page.tell('will-frame-navigate', { url: 'app://ui/index.html', isMainFrame: false })).toBe(true);
  });

  test('a page in the page is never attached', () => {
    expect(openContents().tell('will-attach-webview')).toBe(true);
  });
});

describe('new windows', () => {
  test('are denied, and an explorer of a known network opens in the browser without a question', async () => {
    expect(openContents().open('https://etherscan.io/tx/0x12')).toEqual({ action: 'deny' });
    await vi.waitFor(() =>
      expect(standIn.shell.openExternal).toHaveBeenCalledExactlyOnceWith('https://etherscan.io/tx/0x12'),
    );
    expect(standIn.dialog.showMessageBox).not.toHaveBeenCalled();
  });

  test('another https page opens only where the person says so', async () => {
    standIn.dialog.answer = 1;
    openContents().open('https://etherscan.io.evil.example/');
    await vi.waitFor(() => expect(standIn.dialog.showMessageBox).toHaveBeenCalledTimes(1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(standIn.shell.openExternal).not.toHaveBeenCalled();
    standIn.dialog.answer = 0;
    openContents().open('https://onnx.example/docs');
    await vi.waitFor(() => expect(standIn.shell.openExternal).toHaveBeenCalledTimes(1));
  });

  test.each([
    'http://etherscan.io/',
    'file:///bin/sh',
    'smb://etherscan.io/x',
    'ms-settings:',
    'javascript:alert(1)',
    'https://user:password@etherscan.io/',
    'app://ui/index.html',
    '',
  ])('%j is never opened, nor asked about', async (url) => {
    expect(openContents().open(url)).toEqual({ action: 'deny' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(standIn.shell.openExternal).not.toHaveBeenCalled();
    expect(standIn.dialog.showMessageBox).not.toHaveBeenCalled();
  });
});

describe('permissions', () => {
  const ask = (url: string, permission: string) => {
    let given: boolean | undefined;
    const allow = (allowed: boolean) => (given = allowed);
    standIn.session.defaultSession.requestHandler!({ getURL: () => url }, permission, allow);
    return given;
  };

  test.each([
    'media',
    'geolocation',
    'notifications',
    'midiSysex',
    'clipboard-read',
    'fullscreen',
    'openExternal',
    'hid',
    'serial',
    'usb',
    'fileSystem',
  ])('%s is denied', (permission) => {
    expect(ask('app://ui/index.html', permission)).toBe(false);
    expect(standIn.session.defaultSession.checkHandler!(null, permission, 'app://ui')).toBe(false);
  });

  test('writing to the clipboard is given to our page alone', () => {
    expect(ask('app://ui/index.html', 'clipboard-sanitized-write')).toBe(true);
    expect(ask('https://evil.example/', 'clipboard-sanitized-write')).toBe(false);
    const check = standIn.session.defaultSession.checkHandler!;
    expect(check(null, 'clipboard-sanitized-write', 'app://ui/')).toBe(true);
    expect(check(null, 'clipboard-sanitized-write', 'https://evil.example/')).toBe(false);
  });

  test('no device is given', () => {
    expect(standIn.session.defaultSession.deviceHandler!({})).toBe(false);
  });
});
