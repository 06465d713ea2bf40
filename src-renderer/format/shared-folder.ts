/** As much of a browser's File as is needed here. */
export interface PlacedFile {
  readonly name: string;
  /** From the folder that was chosen or dropped; empty for a file of its own. */
  readonly webkitRelativePath: string;
}

/** Where a file lies below what was chosen or dropped; its name where that was the file itself. */
export function relativePath(file: PlacedFile): string {
  return file.webkitRelativePath || file.name;
}

/** The deepest folder that all files share, below what was dropped; empty where there is none. */
export function sharedFolder(files: readonly PlacedFile[]): string {
  const folders = files.map((file) => relativePath(file).split('/').slice(0, -1));
  const [first = []] = folders;
  const different = first.findIndex((part, depth) => folders.some((folder) => folder[depth] !== part));
  return first.slice(0, different < 0 ? first.length : different).join('/');
}

/** Path of one of several files that were taken together. @param taken what `Platform.take` gave for all of them */
export function pathWithin(taken: string, file: PlacedFile, files: readonly PlacedFile[]): string {
  if (files.length === 1) return taken;
  const shared = sharedFolder(files);
  return `${taken}/${relativePath(file).slice(shared === '' ? 0 : shared.length + 1)}`;
}
