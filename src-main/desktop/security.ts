import { app, dialog, session, shell, type WebContents } from 'electron';
import { isAppUrl } from './app-scheme.ts';

/** Pages that are opened without a question: explorers of the networks that the app knows, and documentation. */
export type KnownHosts = () => ReadonlySet<string>;

/** The one permission that the window has: to write to the clipboard, where a person pressed "Copy". */
const ALLOWED_PERMISSION = 'clipboard-sanitized-write';

/**
 * Everything that the window may not do, whatever runs in it. The numbers are those of Electron's security checklist.
 * Has to be called before the first window is made.
 */
export function restrict(knownHosts: KnownHosts): void {
  const { defaultSession } = session;
  // 5: permissions.
  defaultSession.setPermissionRequestHandler((contents, permission, allow) =>
    allow(permission === ALLOWED_PERMISSION && isAppUrl(contents.getURL())),
  );
  defaultSession.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === ALLOWED_PERMISSION && isAppUrl(origin),
  );
  defaultSession.setDevicePermissionHandler(() => false);
  app.on('web-contents-created', (_event, contents) => restrictContents(contents, knownHosts));
}

function restrictContents(contents: WebContents, knownHosts: KnownHosts): void {
  // 13: navigation, redirects of it, and the same in frames.
  contents.on('will-navigate', (event) => {
    if (!isAppUrl(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isAppUrl(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isAppUrl(event.url)) event.preventDefault();
  });
  // 12: no page in the page.
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // 14 and 15: no second window; a web page opens in the browser.
  contents.setWindowOpenHandler(({ url }) => {
    void openInBrowser(url, knownHosts);
    return { action: 'deny' };
  });
}

/** Only https, and only after a question where the app does not know the host. */
export async function openInBrowser(address: string, knownHosts: KnownHosts): Promise<void> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return;
  if (!knownHosts().has(url.host) && !(await isWanted(url))) return;
  await shell.openExternal(url.href);
}

async function isWanted(url: URL): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: `Open ${url.host} in the browser?`,
    detail: url.href,
    buttons: ['Open', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}
