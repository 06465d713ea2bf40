import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { importFile } from '../../support/import-file.ts';
import {
  modelBytes,
  type ModelInit,
  node,
  tensor,
  type TensorInit,
  value,
} from '../../support/onnx-builder.ts';

const root = temporaryFolder();
const VALUES = [1, 2, 3, 4, 5, 6];
const RAW = tensor('w', [3, 2], VALUES).rawData!;

interface Place {
  location?: string;
  offset?: string;
  length?: string;
}

function external(place: Place): TensorInit {
  const externalData = Object.entries(place).map(([key, entry]) => ({ key, value: entry as string }));
  return { name: 'w', dims: [3n, 2n], dataType: 1, dataLocation: 1, externalData };
}

const withWeights = (weights: TensorInit): ModelInit => ({
  inputs: [value('x', [1, 3])],
  outputs: ['y'],
  nodes: [node('MatMul', ['x', 'w'], 'y')],
  constants: [weights],
});

/** A folder with network.onnx and, beside it, weights.bin with 8 bytes before the weights. */
async function place(init: ModelInit): Promise<string> {
  const folder = await mkdtemp(join(root, 'external-'));
  const padded = new Uint8Array(RAW.length + 8);
  padded.set(RAW, 8);
  await writeFile(join(folder, 'weights.bin'), padded);
  await mkdir(join(folder, '..data'));
  await writeFile(join(folder, '..data', 'weights.bin'), RAW);
  await writeFile(join(folder, 'network.onnx'), modelBytes(init));
  return join(folder, 'network.onnx');
}

async function simplifiedWeights(path: string): Promise<boolean> {
  const { folder } = await importFile(path, root);
  return Buffer.from(await readFile(join(folder, 'simplified.onnx'))).includes(Buffer.from(RAW));
}

describe('weights in a file beside the model', () => {
  test.each<[string, Place]>([
    ['offset and length', { location: 'weights.bin', offset: '8', length: '24' }],
    ['offset alone', { location: 'weights.bin', offset: '8' }],
    ['a folder whose name starts with dots', { location: '..data/weights.bin' }],
  ])('%s', async (_, where) => {
    expect(await simplifiedWeights(await place(withWeights(external(where))))).toBe(true);
  });

  test('a Constant node', async () => {
    const init = withWeights(tensor('unused', [1], [1]));
    init.nodes.unshift(
      node('Constant', [], 'w', { value: external({ location: 'weights.bin', offset: '8' }) }),
    );
    expect(await simplifiedWeights(await place(init))).toBe(true);
  });

  test('a changed weights file is another model', async () => {
    const path = await place(withWeights(external({ location: 'weights.bin', offset: '8' })));
    const first = await importFile(path, root);
    const weights = await readFile(join(path, '../weights.bin'));
    weights[9]! ^= 1;
    await writeFile(join(path, '../weights.bin'), weights);
    expect((await importFile(path, root)).modelHash).not.toBe(first.modelHash);
  });

  test.each<[string, Place]>([
    ['the folder above', { location: '../weights.bin' }],
    ['a path that climbs', { location: 'sub/../../weights.bin' }],
    ['an absolute path', { location: '/etc/hostname' }],
    ['no location', { offset: '0' }],
    ['the folder itself', { location: '..' }],
  ])('%s is refused', async (_, where) => {
    const error = await appErrorOf(
      importFile(await place(withWeights(external(where))), root),
      'model-invalid',
    );
    expect(error.message).toContain('"w"');
  });

  test('an escape in a Constant node is refused as well', async () => {
    const init = withWeights(tensor('unused', [1], [1]));
    init.nodes.unshift(node('Constant', [], 'w', { value: external({ location: '../../etc/hostname' }) }));
    await appErrorOf(importFile(await place(init), root), 'model-invalid');
  });

  test.each<[string, Place]>([
    ['too short', { location: 'weights.bin', offset: '8', length: '32' }],
    ['an offset behind the end', { location: 'weights.bin', offset: '4000' }],
    ['a negative offset', { location: 'weights.bin', offset: '-8', length: '24' }],
    ['an offset that is no number', { location: 'weights.bin', offset: 'eight' }],
    ['fewer bytes than the shape needs', { location: 'weights.bin', offset: '8', length: '20' }],
    ['no bytes', { location: 'weights.bin', offset: '8', length: '0' }],
  ])('%s is refused', async (_, where) => {
    await appErrorOf(importFile(await place(withWeights(external(where))), root), 'model-invalid');
  });

  test('a missing file, or a folder in its place', async () => {
    const path = await place(withWeights(external({ location: 'weights.bin' })));
    await rm(join(path, '../weights.bin'));
    const missing = await appErrorOf(importFile(path, root), 'file-unreadable');
    expect(missing.message).toContain('weights.bin');
    await mkdir(join(path, '../weights.bin'));
    await appErrorOf(importFile(path, root), 'file-unreadable');
  });
});
