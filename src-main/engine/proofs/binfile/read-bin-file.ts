import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { AppError, describeCause } from '../../../api/errors.ts';

/** Where the bytes of one section lie in its file. */
export interface BinFileSection {
  readonly id: number;
  /** Position of the first payload byte. */
  readonly offset: number;
  /** Payload bytes. */
  readonly size: number;
}

/** The section table of an iden3 container file. */
export interface BinFile {
  readonly path: string;
  /** Four ASCII characters: "r1cs", "wtns", "zkey" or "ptau". */
  readonly magic: string;
  readonly version: number;
  readonly fileSize: number;
  readonly sections: ReadonlyMap<number, BinFileSection>;
}

const FILE_HEADER_BYTES = 12;
const SECTION_HEADER_BYTES = 12;
/** More than any of the four formats has; a damaged count must not cost a million reads. */
const MAX_SECTIONS = 256;

/**
 * Reads the header and the section table of an iden3 container (binfileutils: magic, u32 version, u32 section count,
 * then for each section u32 id, u64 size, payload; all little-endian). The payloads are not read.
 *
 * Refused with 'file-unreadable': a missing or truncated file, a section that runs past the end, a section id that
 * occurs twice, a magic other than `magic`.
 */
export async function readBinFile(path: string, magic?: string): Promise<BinFile> {
  const handle = await openForReading(path);
  try {
    const fileSize = (await handle.stat()).size;
    const header = await readExactly(handle, path, 0, FILE_HEADER_BYTES, fileSize);
    const foundMagic = String.fromCharCode(...header.subarray(0, 4));
    if (magic !== undefined && foundMagic !== magic) throw damaged(path, `it is not a .${magic} file`);
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
    const sectionCount = view.getUint32(8, true);
    if (sectionCount > MAX_SECTIONS) throw damaged(path, `it claims ${sectionCount} sections`);

    const sections = new Map<number, BinFileSection>();
    let position = FILE_HEADER_BYTES;
    for (let index = 0; index < sectionCount; index++) {
      const bytes = await readExactly(handle, path, position, SECTION_HEADER_BYTES, fileSize);
      const sectionView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const id = sectionView.getUint32(0, true);
      const size = Number(sectionView.getBigUint64(4, true));
      position += SECTION_HEADER_BYTES;
      if (sections.has(id)) throw damaged(path, `section ${id} occurs twice`);
      if (size > fileSize - position) throw damaged(path, `section ${id} runs past the end of the file`);
      sections.set(id, { id, offset: position, size });
      position += size;
    }
    return { path, magic: foundMagic, version: view.getUint32(4, true), fileSize, sections };
  } catch (cause) {
    throw cause instanceof AppError ? cause : damaged(path, describeCause(cause), cause);
  } finally {
    await handle.close();
  }
}

/** The section with this id; 'file-unreadable' if the file has none. */
export function findSection(file: BinFile, id: number): BinFileSection {
  const section = file.sections.get(id);
  if (!section) throw damaged(file.path, `section ${id} is missing`);
  return section;
}

/** Reads `length` bytes of a section from `offset` (bytes, within the section); all of it by default. */
export async function readBinFileSection(
  file: BinFile,
  id: number,
  offset = 0,
  length = findSection(file, id).size - offset,
): Promise<Uint8Array> {
  const section = findSection(file, id);
  if (offset < 0 || length < 0 || offset + length > section.size)
    throw damaged(file.path, `section ${id} is too short`);
  const handle = await openForReading(file.path);
  try {
    return await readExactly(handle, file.path, section.offset + offset, length, file.fileSize);
  } finally {
    await handle.close();
  }
}

async function openForReading(path: string): Promise<FileHandle> {
  try {
    const handle = await open(path, 'r');
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (cause) {
    throw damaged(path, describeCause(cause), cause);
  }
  throw damaged(path, 'it is not a file');
}

async function readExactly(
  handle: FileHandle,
  path: string,
  position: number,
  length: number,
  fileSize: number,
): Promise<Uint8Array> {
  if (position + length > fileSize) throw damaged(path, 'it is truncated');
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw damaged(path, 'it is truncated');
    done += bytesRead;
  }
  return bytes;
}

function damaged(path: string, reason: string, cause?: unknown): AppError {
  return new AppError(
    'file-unreadable',
    `The file ${path} cannot be read: ${reason}.`,
    'Check the path; if the file is damaged, make it again or fetch it again.',
    { cause },
  );
}
