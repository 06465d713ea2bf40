import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readBinFile } from '../../../src-main/engine/proofs/binfile/read-bin-file.ts';
import { SCALAR_FIELD, toField } from '../../../src-main/engine/proofs/bn254.ts';
import { writeWtns } from '../../../src-main/engine/proofs/groth16/linker/write-wtns.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('writes every kind of field value as its residue, 32 bytes little-endian', async () => {
  const path = join(temporaryFolder(), 'values.wtns');
  const values = [
    1,
    0,
    -0,
    -1,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32,
    2 ** 32 + 5,
    2 ** 33 - 1,
    2 ** 53 - 1,
    -(2 ** 53 - 1),
    7n,
    -7n,
    2n ** 64n + 3n,
    2n ** 250n,
    SCALAR_FIELD - 1n,
    SCALAR_FIELD,
    SCALAR_FIELD + 2n,
    -SCALAR_FIELD - 2n,
  ];
  await writeWtns(path, values);
  const { offset, size } = (await readBinFile(path, 'wtns')).sections.get(2)!;
  expect(size).toBe(32 * values.length);
  const bytes = await readFile(path);
  const read = values.map((_, index) => {
    const element = bytes.subarray(offset + 32 * index, offset + 32 * (index + 1));
    return BigInt(`0x${Buffer.from(element).reverse().toString('hex')}`);
  });
  expect(read).toEqual(values.map((value) => toField(BigInt(value))));
});
