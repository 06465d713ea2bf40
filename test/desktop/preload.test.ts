import { expect, test, vi } from 'vitest';
import { standIn } from './support/stand-in.ts';

vi.mock('electron', () => import('./support/electron.ts'));

test('the page gets connect and pathForFile, and no event of Electron', async () => {
  const postMessage = vi.fn();
  vi.stubGlobal('window', { postMessage });
  vi.stubGlobal('location', { origin: 'app://ui' });
  await import('../../src-main/desktop/preload.ts');

  expect(standIn.contextBridge.exposeInMainWorld).toHaveBeenCalledTimes(1);
  const [name, api] = standIn.contextBridge.exposeInMainWorld.mock.lastCall as [string, object];
  expect(name).toBe('proofpress');
  expect(Object.keys(api).sort()).toEqual(['connect', 'pathForFile']);
  const { connect, pathForFile } = api as {
    connect: (...args: unknown[]) => void;
    pathForFile: (file: File) => string;
  };

  connect('anything');
  expect(standIn.ipcRenderer.send.mock.calls).toEqual([['proofpress:connect']]);
  expect(pathForFile(new File([], 'network.onnx'))).toBe('/home/somebody/network.onnx');

  const port = {};
  standIn.ipcRenderer.emit('proofpress:port', { ports: [port], sender: 'something powerful' }, 'more');
  expect(postMessage.mock.calls).toEqual([['proofpress:port', 'app://ui', [port]]]);
});
