import { ipcMain, MessageChannelMain, type IpcMainEvent, type MessagePortMain } from 'electron';
import { isAppUrl } from './app-scheme.ts';

/** What the preload script sends, and what it listens to. */
export const CONNECT_CHANNEL = 'proofpress:connect';
export const PORT_CHANNEL = 'proofpress:port';

/**
 * The one thing that the window can ask of the main process: a port to the engine. Calls do not pass through here.
 * 17 of the checklist: who asks has to be the main frame of our own page.
 * @param connect hands one end of a new channel to the engine
 */
export function servePorts(connect: (port: MessagePortMain) => void): void {
  ipcMain.on(CONNECT_CHANNEL, (event) => {
    if (!isFromOurPage(event)) return;
    const { port1, port2 } = new MessageChannelMain();
    connect(port1);
    event.senderFrame!.postMessage(PORT_CHANNEL, null, [port2]);
  });
}

function isFromOurPage({ senderFrame, sender }: IpcMainEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isAppUrl(senderFrame.url);
}
