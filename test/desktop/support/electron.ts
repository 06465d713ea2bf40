import { EventEmitter } from 'node:events';
import { vi } from 'vitest';
import { MessageChannelMain, StandInProcess } from './electron-processes.ts';

/**
 * Stands in for the module `electron`, whose binary is not there: what the app asks of it is kept, for tests to look at.
 * Processes are real (threads), and so are ports: see electron-processes.ts.
 */

export { MessageChannelMain };

type Handler = (request: Request) => Promise<Response>;

class App extends EventEmitter {
  enableSandbox = vi.fn();
  quit = vi.fn();
  requestSingleInstanceLock = vi.fn(() => true);
  whenReady = vi.fn(() => Promise.resolve());
  getPath = vi.fn(() => '/nowhere');
}
export const app = new App();

export const protocol = {
  schemes: [] as unknown[],
  handlers: new Map<string, Handler>(),
  registerSchemesAsPrivileged: (schemes: unknown[]) => void protocol.schemes.push(...schemes),
  handle: (scheme: string, handler: Handler) => void protocol.handlers.set(scheme, handler),
};

type Allow = (allowed: boolean) => void;
export const session = {
  defaultSession: {
    requestHandler: undefined as ((contents: unknown, permission: string, allow: Allow) => void) | undefined,
    checkHandler: undefined as
      ((contents: unknown, permission: string, origin: string) => boolean) | undefined,
    deviceHandler: undefined as ((details: unknown) => boolean) | undefined,
    setPermissionRequestHandler(handler: never) {
      this.requestHandler = handler;
    },
    setPermissionCheckHandler(handler: never) {
      this.checkHandler = handler;
    },
    setDevicePermissionHandler(handler: never) {
      this.deviceHandler = handler;
    },
  },
};

export const shell = { openExternal: vi.fn((_url: string) => Promise.resolve()) };

export const dialog = {
  /** What the person at the machine presses. */
  answer: 0,
  showMessageBox: vi.fn((..._args: unknown[]) => Promise.resolve({ response: dialog.answer })),
  showErrorBox: vi.fn(),
};

export const ipcMain = new EventEmitter();

export class BrowserWindow extends EventEmitter {
  static all: BrowserWindow[] = [];
  static getAllWindows = () => BrowserWindow.all;
  readonly options: Record<string, unknown>;
  isClosed = false;
  show = vi.fn();
  focus = vi.fn();
  restore = vi.fn();
  isMinimized = vi.fn(() => false);
  loadURL = vi.fn((_url: string) => Promise.resolve());

  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    BrowserWindow.all.push(this);
  }

  close(): void {
    let isPrevented = false;
    this.emit('close', { preventDefault: () => (isPrevented = true) });
    if (!isPrevented) this.isClosed = true;
  }
}

export const utilityProcess = {
  forked: [] as StandInProcess[],
  fork(path: string, args: string[], options: Record<string, unknown>): StandInProcess {
    const process = new StandInProcess(path, args, options);
    utilityProcess.forked.push(process);
    return process;
  },
};

/** What a preload script has. */
export const contextBridge = { exposeInMainWorld: vi.fn((_name: string, _api: unknown) => undefined) };
class IpcRenderer extends EventEmitter {
  send = vi.fn((_channel: string, ..._args: unknown[]) => undefined);
}
export const ipcRenderer = new IpcRenderer();
export const webUtils = { getPathForFile: vi.fn((file: File) => `/home/somebody/${file.name}`) };

/** Encrypts by turning bytes around: enough to see that what is written is not what was given. */
const turned = (bytes: Buffer) => Buffer.from([...bytes].reverse());
export const safeStorage = {
  backend: 'gnome_libsecret',
  isThere: true,
  getSelectedStorageBackend: () => safeStorage.backend,
  isAsyncEncryptionAvailable: () => Promise.resolve(safeStorage.isThere),
  encryptStringAsync: (text: string) => Promise.resolve(turned(Buffer.from(`key1:${text}`))),
  decryptStringAsync: (bytes: Buffer) => {
    const [, result] = /^key1:(.*)$/s.exec(turned(bytes).toString()) ?? [];
    if (result === undefined) return Promise.reject(new Error('another key'));
    return Promise.resolve({ result, shouldReEncrypt: false });
  },
};
