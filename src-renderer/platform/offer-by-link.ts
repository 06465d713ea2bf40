/** Has the file of an address saved under its name: what the browser, or the app's own session, does with a download. */
export function offerByLink(url: string, fileName: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
}
