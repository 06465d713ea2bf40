import { afterEach, expect, test, vi } from 'vitest';
import { servePorts } from '../../src-main/desktop/ipc-server.ts';
import { standIn } from './support/stand-in.ts';

vi.mock('electron', () => import('./support/electron.ts'));

afterEach(() => void standIn.ipcMain.removeAllListeners());

function listen() {
  const connect = vi.fn();
  servePorts(connect);
  return connect;
}

const frame = (url: string) => ({ url, postMessage: vi.fn() });

test('the main frame of our page gets a port, the engine the other end', async () => {
  const connect = listen();
  const main = frame('app://ui/index.html');
  standIn.ipcMain.emit('proofpress:connect', { senderFrame: main, sender: { mainFrame: main } });
  expect(connect).toHaveBeenCalledTimes(1);
  expect(main.postMessage).toHaveBeenCalledExactlyOnceWith('proofpress:port', null, [expect.anything()]);
  const engineEnd = connect.mock.lastCall![0];
  const windowEnd = main.postMessage.mock.lastCall![2][0];
  const heard = new Promise((resolve) =>
    engineEnd.on('message', ({ data }: { data: unknown }) => resolve(data)),
  );
  engineEnd.start();
  windowEnd.postMessage('hello');
  expect(await heard).toBe('hello');
  windowEnd.close();
});

test.each([
  'https://evil.example/',
  'app://other/index.html',
  'file:///index.html',
  'about:blank',
  'data:text/html,x',
  '',
])('a main frame at %j gets none', (url) => {
  const connect = listen();
  const main = frame(url);
  standIn.ipcMain.emit('proofpress:connect', { senderFrame: main, sender: { mainFrame: main } });
  expect(connect).not.toHaveBeenCalled();
  expect(main.postMessage).not.toHaveBeenCalled();
});

test('a frame in the page gets none, nor does one that is gone', () => {
  const connect = listen();
  const inner = frame('app://ui/index.html');
  const sender = { mainFrame: frame('app://ui/index.html') };
  standIn.ipcMain.emit('proofpress:connect', { senderFrame: inner, sender });
  standIn.ipcMain.emit('proofpress:connect', { senderFrame: null, sender });
  expect(connect).not.toHaveBeenCalled();
  expect(inner.postMessage).not.toHaveBeenCalled();
});
