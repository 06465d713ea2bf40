import * as electron from './electron.ts';

/** The stand-in as itself, past the types of the real module. */
export const standIn = electron;

/** What a window's contents are, as far as the restrictions go. */
export function openContents(url = 'app://ui/index.html') {
  const listeners = new Map<string, (event: unknown) => void>();
  let openHandler: ((details: { url: string }) => { action: string }) | undefined;
  const contents = {
    getURL: () => url,
    on: (name: string, listener: (event: unknown) => void) => void listeners.set(name, listener),
    setWindowOpenHandler: (handler: typeof openHandler) => void (openHandler = handler),
  };
  electron.app.emit('web-contents-created', {}, contents);
  return {
    contents,
    /** @returns whether it was prevented */
    tell(name: string, event: object = {}): boolean {
      let isPrevented = false;
      const listener = listeners.get(name);
      if (!listener) throw new Error(`Nobody listens to ${name}.`);
      listener({ ...event, preventDefault: () => (isPrevented = true) });
      return isPrevented;
    },
    open: (address: string) => openHandler!({ url: address }),
  };
}
