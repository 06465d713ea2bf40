import { AppError } from '../../src-main/api/errors.ts';
import { replySchema } from '../../src-main/api/wire.ts';
import { offerByLink } from './offer-by-link.ts';
import type { Channel, Platform, Wallet } from './platform.ts';

/** The window as a page of `proofpress studio`, over HTTP and a WebSocket of the same origin. */
export const platform: Platform = {
  capabilities: {
    localFiles: false,
    get wallet() {
      return (window as { ethereum?: Wallet }).ethereum;
    },
  },
  connect,
  take: async (files, options) => (await import('./upload.ts')).upload(files, options),
  offer: offerByLink,
  openExternal(url) {
    window.open(url, '_blank', 'noopener,noreferrer');
  },
};

async function connect(): Promise<Channel> {
  const address = new URL('ws', location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  address.hash = '';
  const socket = new WebSocket(address);
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onclose = () => void explainRefusal().then(reject);
  });
  return {
    send: (request) => socket.send(JSON.stringify(request)),
    onMessage(listener) {
      socket.onmessage = ({ data }) => listener(replySchema.parse(JSON.parse(String(data))));
    },
    onClose(listener) {
      socket.onclose = listener;
      if (socket.readyState === WebSocket.CLOSED) listener();
    },
  };
}

/** A WebSocket does not say why it was refused: a plain request does. */
async function explainRefusal(): Promise<AppError> {
  try {
    const { status } = await fetch(new URL('session', location.href), { cache: 'no-store' });
    if (status === 401) {
      return new AppError(
        'access-refused',
        'The studio does not know this browser.',
        'Open the link that "proofpress studio" printed; start it again for a new one.',
      );
    }
  } catch {
    // Nobody answers: the same as below.
  }
  return new AppError(
    'engine-unreachable',
    'The studio does not answer.',
    'Look whether "proofpress studio" still runs; the window connects again by itself.',
  );
}
