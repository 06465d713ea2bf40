/** Where the window lives: app://ui/. An origin of its own, so that no rule for files has to be trusted. */
export const APP_SCHEME = 'app';
export const APP_ORIGIN = `${APP_SCHEME}://ui`;

/** Whether an address is a page of the window. */
export function isAppUrl(address: string): boolean {
  // Chromium gives addresses of this scheme an origin; Node's parser says "null".
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url !== undefined && url.protocol === `${APP_SCHEME}:` && url.host === 'ui';
}
