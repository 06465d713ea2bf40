import { AppError } from '../../src-main/api/errors.ts';
import { replySchema } from '../../src-main/api/wire.ts';
import { offerByLink } from './offer-by-link.ts';
import type { Channel, Platform } from './platform.ts';

/** What the preload script exposes, and nothing else. */
interface Bridge {
  /** Asks the main process for a port to the engine; it arrives as a message of the window. */
  connect(): void;
  pathForFile(file: File): string;
}

const bridge = (window as unknown as { proofpress: Bridge }).proofpress;

/** How long the engine may take to start. */
const PATIENCE_MILLISECONDS = 20_000;

/** The window of the desktop app, over a MessagePort to the engine's process. */
export const platform: Platform = {
  capabilities: { localFiles: true, wallet: undefined },
  connect,
  take: async (files) => commonPath(files.map((file) => bridge.pathForFile(file))),
  offer: offerByLink,
  openExternal(url) {
    // The main process denies the window, and opens addresses that it knows in the browser.
    window.open(url, '_blank');
  },
};

async function connect(): Promise<Channel> {
  const port = await new Promise<MessagePort>((resolve, reject) => {
    const timer = setTimeout(() => {
      window.removeEventListener('message', take);
      reject(
        new AppError(
          'engine-unreachable',
          'The engine does not answer.',
          'The window tries again by itself.',
        ),
      );
    }, PATIENCE_MILLISECONDS);
    const take = (event: MessageEvent) => {
      if (event.source !== window || event.data !== 'proofpress:port' || !event.ports[0]) return;
      window.removeEventListener('message', take);
      clearTimeout(timer);
      resolve(event.ports[0]);
    };
    window.addEventListener('message', take);
    bridge.connect();
  });
  return {
    send: (request) => port.postMessage(request),
    onMessage(listener) {
      port.onmessage = ({ data }) => listener(replySchema.parse(data));
    },
    onClose(listener) {
      port.addEventListener('close', listener);
    },
  };
}

/** One file is itself; several lie in the folder that they share. */
function commonPath(paths: readonly string[]): string {
  const [first = ''] = paths;
  if (paths.length < 2) return first;
  const separator = first.includes('\\') ? '\\' : '/';
  const folders = paths.map((path) => path.split(separator).slice(0, -1));
  const shared = folders[0]!.filter((part, index) => folders.every((folder) => folder[index] === part));
  return shared.join(separator);
}
