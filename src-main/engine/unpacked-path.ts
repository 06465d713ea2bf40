/**
 * Where a file of a packaged app really lies. Node reads inside the app's archive (app.asar); the system, which starts
 * programs, does not: for it they are beside the archive.
 */
export function unpackedPath(path: string): string {
  return path.replace(/\bapp\.asar(?=[\\/])/, 'app.asar.unpacked');
}
