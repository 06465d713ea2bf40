import { join } from 'node:path';
import { BinFileWriter } from '../../../src-main/engine/proofs/binfile/bin-file-writer.ts';
import { SCALAR_FIELD } from '../../../src-main/engine/proofs/bn254.ts';

type Combination = [wire: number, coefficient: bigint][];

/** A circuit of `multiplications` rows w_(i+1) = w_i * (w_i + shift) and a linear row; public: result, then start. */
export interface TinyCircuit {
  r1csPath: string;
  wtnsPath: string;
  publicSignals: string[];
  constraints: number;
}

function uint32(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  values.forEach((value, index) => new DataView(bytes.buffer).setUint32(4 * index, value, true));
  return bytes;
}

export function fieldBytes(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
}

export async function writeWitness(path: string, values: readonly bigint[]): Promise<void> {
  const writer = await BinFileWriter.open(path, 'wtns', 2, 2);
  writer.startSection(1);
  await writer.write(uint32(32));
  await writer.write(fieldBytes(SCALAR_FIELD));
  await writer.write(uint32(values.length));
  await writer.endSection();
  writer.startSection(2);
  for (const value of values) await writer.write(fieldBytes(value));
  await writer.endSection();
  await writer.close();
}

export async function writeTinyCircuit(
  folder: string,
  { multiplications = 10, shift = 3n, start = 5n, name = 'tiny', cheat = 0n, isDoubled = true } = {},
): Promise<TinyCircuit> {
  // Wires: 0 = 1, 1 = result, 2 = start, 3.. = intermediate values, last = twice the result, or once (a linear row).
  // Keys of the two kinds differ in section 8, the delta and nothing else.
  const chain = [start];
  for (let index = 0; index < multiplications; index++) {
    const last = chain.at(-1) ?? 0n;
    chain.push((last * (last + shift)) % SCALAR_FIELD);
  }
  const wireOf = (index: number) => (index === 0 ? 2 : index === multiplications ? 1 : index + 2);
  const wireCount = multiplications + 3;
  const result = ((chain.at(-1) ?? 0n) + cheat) % SCALAR_FIELD;
  const values = Array.from({ length: wireCount }, () => 0n);
  chain.forEach((value, index) => (values[wireOf(index)] = value));
  values[0] = 1n;
  values[1] = result;
  values[wireCount - 1] = isDoubled ? (2n * result) % SCALAR_FIELD : result;

  const rows: [Combination, Combination, Combination][] = [];
  for (let index = 0; index < multiplications; index++) {
    const wire = wireOf(index);
    rows.push([
      [[wire, 1n]],
      [
        [wire, 1n],
        [0, shift],
      ],
      [[wireOf(index + 1), 1n]],
    ]);
  }
  rows.push([
    [],
    [],
    [
      [1, 2n],
      [wireCount - 1, SCALAR_FIELD - (isDoubled ? 1n : 2n)],
    ],
  ]);

  const r1csPath = join(folder, `${name}.r1cs`);
  const writer = await BinFileWriter.open(r1csPath, 'r1cs', 1, 3);
  writer.startSection(1);
  await writer.write(uint32(32));
  await writer.write(fieldBytes(SCALAR_FIELD));
  await writer.write(uint32(wireCount, 1, 1, 0, wireCount, 0, rows.length));
  await writer.endSection();
  writer.startSection(2);
  for (const row of rows) {
    for (const combination of row) {
      await writer.write(uint32(combination.length));
      for (const [wire, coefficient] of combination) {
        await writer.write(uint32(wire));
        await writer.write(fieldBytes(coefficient));
      }
    }
  }
  await writer.endSection();
  writer.startSection(3);
  for (let wire = 0; wire < wireCount; wire++) await writer.write(uint32(wire, 0));
  await writer.endSection();
  await writer.close();

  const wtnsPath = join(folder, `${name}.wtns`);
  await writeWitness(wtnsPath, values);
  return {
    r1csPath,
    wtnsPath,
    publicSignals: [String(result), String(start)],
    constraints: rows.length,
  };
}
