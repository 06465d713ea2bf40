import { AppError } from '../../api/errors.ts';

/** A tar archive is a sequence of blocks of 512 bytes. */
export const BLOCK_BYTES = 512;

/** An entry of an archive: a plain file. */
export interface ArchiveEntry {
  /** Path inside the archive, with `/` between folders. */
  name: string;
  bytes: number;
}

/** Names as this program writes them: letters, digits, `.`, `_`, `-`, folders; no part begins with a dot. */
const NAME = /^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*$/i;
const NAME_BYTES = 100;
/** Sizes up to 8 GiB are written in octal, larger ones in binary, as GNU tar does. */
const OCTAL_LIMIT = 8 ** 11;
const SIZE_OFFSET = 124;
const CHECKSUM = { offset: 148, length: 8 };
const PLAIN_FILE = '0'.charCodeAt(0);

/** Whether a path is one that an archive may carry: it cannot lead out of the folder that it is unpacked in. */
export function isArchiveName(name: string): boolean {
  return NAME.test(name) && name.length <= NAME_BYTES;
}

/** The block before a file's content (POSIX ustar). Owner, time and rights say nothing about the machine. */
export function encodeArchiveHeader({ name, bytes }: ArchiveEntry): Buffer {
  if (!isArchiveName(name)) {
    throw new AppError('internal', `"${name}" cannot be a name in an archive.`, 'Report this.');
  }
  const block = Buffer.alloc(BLOCK_BYTES);
  block.write(name, 0, 'latin1');
  block.write('0000644\0' + '0000000\0' + '0000000\0', 100, 'latin1');
  if (bytes < OCTAL_LIMIT) {
    block.write(`${bytes.toString(8).padStart(11, '0')}\0`, SIZE_OFFSET, 'latin1');
  } else {
    block[SIZE_OFFSET] = 0x80;
    block.writeBigUInt64BE(BigInt(bytes), SIZE_OFFSET + 4);
  }
  block.write('00000000000\0', 136, 'latin1');
  block[156] = PLAIN_FILE;
  block.write('ustar\x0000', 257, 'latin1');
  block.write(`${checksum(block).toString(8).padStart(6, '0')}\0 `, CHECKSUM.offset, 'latin1');
  return block;
}

/**
 * Reads a header; undefined for the block of zeros that ends an archive.
 * @throws Error in words for anything but a plain file under a name that this program would write
 */
export function decodeArchiveHeader(block: Buffer): ArchiveEntry | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  const text = (from: number, length: number) => {
    const field = block.toString('latin1', from, from + length);
    return field.slice(0, field.indexOf('\0') < 0 ? length : field.indexOf('\0'));
  };
  if (parseInt(text(CHECKSUM.offset, CHECKSUM.length), 8) !== checksum(block)) {
    throw new Error('a header does not have the sum that it carries');
  }
  const name = text(0, NAME_BYTES);
  if (!isArchiveName(name) || text(345, 155) !== '') throw new Error(`it holds the name "${name}"`);
  if (block[156] !== PLAIN_FILE) throw new Error(`"${name}" is no plain file`);
  return { name, bytes: readSize(block, text(SIZE_OFFSET, 12)) };
}

function readSize(block: Buffer, octal: string): number {
  if (block[SIZE_OFFSET] !== 0x80) {
    if (/^[0-7]{1,11}$/.test(octal)) return parseInt(octal, 8);
    throw new Error('a size in it is no number');
  }
  const size = block.readBigUInt64BE(SIZE_OFFSET + 4);
  if (size > BigInt(Number.MAX_SAFE_INTEGER)) throw new Error('a size in it is beyond any file');
  return Number(size);
}

/** The sum of all bytes, those of the sum itself taken as spaces. */
function checksum(block: Buffer): number {
  const { offset, length } = CHECKSUM;
  return block.reduce(
    (sum, byte, index) => sum + (index >= offset && index < offset + length ? 32 : byte),
    0,
  );
}

/** Bytes that fill up the last block of a file. */
export function paddingOf(bytes: number): number {
  return (BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES;
}
