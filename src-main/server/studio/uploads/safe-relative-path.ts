/** Parts of a path, its last one the name of the file. */
const DEEPEST = 16;
/** What file systems take, with room for a number that tells two apart. */
const LONGEST_PART_BYTES = 240;
/** Names of devices on Windows, with any ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * The path under which a file may lie that a browser calls so: below any folder it is put into. The window looks for it under
 * its own name, so that nothing is changed but what the system of the studio does not take.
 * @param name a file's name, or its path inside a folder that was dropped, with / between the parts
 * @returns parts of the path; undefined where it leads out of its folder, or is no path
 */
export function safeRelativePath(
  name: string,
  platform: NodeJS.Platform = process.platform,
): string[] | undefined {
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(name) || /^([/\\]|[a-z]:)/i.test(name)) return undefined;
  const parts = name.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
  if (parts.length === 0 || parts.length > DEEPEST || parts.includes('..')) return undefined;
  return parts.map((part) => shorten(platform === 'win32' ? forWindows(part) : part));
}

function forWindows(part: string): string {
  const plain = part.replaceAll(/[<>:"|?*]/g, '_').replace(/[. ]+$/, (end) => '_'.repeat(end.length));
  return DEVICE.test(plain) ? `_${plain}` : plain;
}

/** Shorter in front of the ending, which says what is in the file. */
function shorten(part: string): string {
  if (Buffer.byteLength(part) <= LONGEST_PART_BYTES) return part;
  const ending = /\.[^.]{1,20}$/.exec(part)?.[0] ?? '';
  const characters = [...part.slice(0, part.length - ending.length)];
  while (Buffer.byteLength(characters.join('') + ending) > LONGEST_PART_BYTES) characters.pop();
  return characters.join('') + ending;
}
