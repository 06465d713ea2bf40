import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BinFileWriter } from '../../../src-main/engine/proofs/binfile/bin-file-writer.ts';
import { readBinFile, readBinFileSection } from '../../../src-main/engine/proofs/binfile/read-bin-file.ts';
import { appErrorOf } from './app-error.ts';

describe('iden3 container files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proofpress bin file '));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Bytes whose values tell where they came from. */
  const pattern = (length: number, seed: number) =>
    Uint8Array.from({ length }, (_, index) => (index * 7 + seed) & 255);

  async function writeExample(path: string, sizes: number[]): Promise<void> {
    const writer = await BinFileWriter.open(path, 'wtns', 2, sizes.length);
    for (const [index, size] of sizes.entries()) {
      writer.startSection(index + 1);
      const bytes = pattern(size, index);
      for (let start = 0; start < size; start += 700_001)
        await writer.write(bytes.subarray(start, start + 700_001));
      await writer.endSection();
    }
    await writer.close();
  }

  it('reads back what was written, whatever the sections do at the borders of the buffer', async () => {
    const buffer = 1 << 20;
    const cases = [
      [0],
      [5, 0, 9],
      [buffer - 24, 10],
      [buffer - 25, 10],
      [buffer - 30, 3, 3],
      [3 * buffer + 1, 17, buffer],
      [buffer - 36, 12, 0],
    ];
    for (const sizes of cases) {
      const path = join(folder, 'example');
      await writeExample(path, sizes);
      const file = await readBinFile(path, 'wtns');
      expect([...file.sections.values()].map(({ size }) => size)).toEqual(sizes);
      expect(file.fileSize).toBe(12 + sizes.reduce((sum, size) => sum + size + 12, 0));
      for (const [index, size] of sizes.entries()) {
        expect(Buffer.compare(await readBinFileSection(file, index + 1), pattern(size, index))).toBe(0);
      }
      if ((sizes[1] ?? 0) > 4) {
        expect(await readBinFileSection(file, 2, 2, 2)).toEqual(pattern(4, 1).subarray(2));
      }
    }
  });

  it('writes the bytes of the format', async () => {
    const path = join(folder, 'bytes');
    const writer = await BinFileWriter.open(path, 'r1cs', 1, 1);
    writer.startSection(7);
    await writer.write(Uint8Array.of(0xaa, 0xbb));
    await writer.endSection();
    await writer.close();
    expect((await readFile(path)).toString('hex')).toBe(
      '72316373' + '01000000' + '01000000' + '07000000' + '0200000000000000' + 'aabb',
    );
  });

  it('refuses every truncation, a second section of one id, sizes past the end, another magic', async () => {
    const path = join(folder, 'whole');
    await writeExample(path, [5, 40]);
    const whole = await readFile(path);
    const broken = join(folder, 'broken');
    for (let length = 0; length < whole.length; length++) {
      await writeFile(broken, whole.subarray(0, length));
      await appErrorOf(readBinFile(broken), 'file-unreadable');
    }
    const twice = Buffer.from(whole);
    twice[12 + 12 + 5] = 1;
    await writeFile(broken, twice);
    expect((await appErrorOf(readBinFile(broken), 'file-unreadable')).message).toContain('twice');

    const huge = Buffer.from(whole);
    huge.fill(0xff, 16, 24);
    await writeFile(broken, huge);
    await appErrorOf(readBinFile(broken), 'file-unreadable');

    await appErrorOf(readBinFile(path, 'zkey'), 'file-unreadable');
    await appErrorOf(readBinFile(join(folder, 'missing')), 'file-unreadable');
    await appErrorOf(readBinFile(folder), 'file-unreadable');
    await appErrorOf(readBinFileSection(await readBinFile(path), 3), 'file-unreadable');
    await appErrorOf(readBinFileSection(await readBinFile(path), 1, 3, 3), 'file-unreadable');
  });

  it('shows the file only when it is complete, and removes what is not', async () => {
    const inner = await mkdtemp(join(folder, 'inner-'));
    const writer = await BinFileWriter.open(join(inner, 'file'), 'ptau', 1, 2);
    writer.startSection(1);
    await writer.write(pattern(3_000_000, 0));
    expect(await readdir(inner)).toEqual([expect.stringMatching(/^file\.[0-9a-f]+\.partial$/)]);
    await expect(writer.close()).rejects.toThrow('still open');
    await writer.endSection();
    await expect(writer.close()).rejects.toThrow('1 of 2 sections');
    await writer.abort();
    await writer.abort();
    expect(await readdir(inner)).toEqual([]);
    await appErrorOf(BinFileWriter.open(join(inner, 'no', 'file'), 'ptau', 1, 1), 'workspace-unusable');
  });
});
