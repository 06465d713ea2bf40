import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { samplesReading } from '../../../src-main/api/contract.ts';
import type { GraphValue } from '../../../src-main/engine/graph/float-graph.ts';
import { readSamples, sampleAt } from '../../../src-main/engine/pipeline/2-quantize/samples.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { expectNoCrash } from './sample-files.ts';

const root = temporaryFolder();
const ONE: GraphValue[] = [{ name: 'x', shape: [1, 3], elementType: 'float' }];
const TWO: GraphValue[] = [...ONE, { name: 'y', shape: [1], elementType: 'float' }];
let files = 0;

async function read(
  text: string,
  { inputs = ONE, labelColumn }: { inputs?: GraphValue[]; labelColumn?: string } = {},
) {
  const path = join(root, `${files++}.csv`);
  await writeFile(path, text);
  return readSamples(path, inputs, samplesReading.parse({ labelColumn }));
}

describe('read', () => {
  test.each<[string, string]>([
    ['rows', '1,2.5,-3\n4e-1,.5,+6'],
    ['a header', 'a,b,c\n1,2.5,-3\n0.4,0.5,6\n'],
    ['a byte order mark, carriage returns and an empty line', '\ufeff1,2.5,-3\r\n\r\n0.4,0.5,6\r\n'],
    ['quotes and spaces', '"a","b, c",d\n "1" , 2.5 , -3\n0.4,"0.5",6'],
    ['semicolons', 'a;b;c\n1;2.5;-3\n0.4;0.5;6'],
    ['tabs', '1\t2.5\t-3\n0.4\t0.5\t6'],
  ])('%s', async (_, text) => {
    const samples = await read(text);
    expect(samples).toMatchObject({ count: 2, origin: { kind: 'csv', count: 2, isLabelled: false } });
    expect(samples.inputs.get('x')).toEqual([Float64Array.of(1, 2.5, -3), Float64Array.of(0.4, 0.5, 6)]);
  });

  test.each<[string, string, string]>([
    ['by name', 'class,a,b,c\n7,1,2,3\n0,4,5,6', 'class'],
    ['by name, in the middle', 'a,class,b,c\n1,7,2,3\n4,0,5,6', 'class'],
    ['by position, with a header', 'a,b,c,class\n1,2,3,7\n4,5,6,0', '3'],
    ['by position, without', '7,1,2,3\n0,4,5,6', '0'],
  ])('labels %s', async (_, text, labelColumn) => {
    const samples = await read(text, { labelColumn });
    expect(samples).toMatchObject({ labels: [7, 0], origin: { isLabelled: true, reading: { labelColumn } } });
    expect(samples.inputs.get('x')).toEqual([Float64Array.of(1, 2, 3), Float64Array.of(4, 5, 6)]);
  });

  test('several inputs, one after another', async () => {
    const samples = await read('1,2,3,4\n5,6,7,8', { inputs: TWO });
    expect([...sampleAt(samples, 1).get('x')!]).toEqual([5, 6, 7]);
    expect([...sampleAt(samples, 1).get('y')!]).toEqual([8]);
  });
});

describe('refused', () => {
  test.each<[string, string, string | undefined, RegExp]>([
    ['an empty file', '', undefined, /holds no sample/],
    ['a header alone', 'a,b,c', undefined, /holds no sample/],
    ['too few columns', '1,2,3\n4,5', undefined, /2 columns in line 2 where 3 are needed/],
    ['a column too many', '1,2,3,4', undefined, /4 columns in line 1 .*label, name its column/],
    ['a word', '1,2,3\n4,five,6', undefined, /"five" in line 2/],
    ['nan', '1,nan,3', undefined, /"nan" in line 1/],
    ['infinity', '1,2,3\n1,-inf,3', undefined, /"-inf" in line 2/],
    ['an empty cell', '1,,3', undefined, /"" in line 1/],
    ['a number too large for a double', '1,1e999,3', undefined, /Infinity, which is no finite number/],
    ['hexadecimal digits', '1,2,3\n1,0x10,3', undefined, /"0x10"/],
    ['a decimal comma', '1,5;2;3', undefined, /4 columns/],
    ['a quote that is left open', '1,"2,3\n4,5,6', undefined, /no table of comma-separated values/],
    ['a column that is missing', 'a,b,c,d\n1,2,3,4', 'label', /no column "label" .* "a", "b", "c", "d"/],
    ['a name without a header', '1,2,3,4', 'label', /it has no header/],
    ['a position outside', '1,2,3,4', '4', /no column 4/],
    ['a label that is a fraction', '0.5,1,2,3', '0', /the label "0.5"/],
    ['a negative label', '-1,1,2,3', '0', /the label "-1"/],
  ])('%s', async (_, text, labelColumn, message) => {
    const error = await appErrorOf(read(text, { labelColumn }), 'samples-invalid');
    expect(error.message).toMatch(message);
  });

  test('damaged bytes are refused or read, and never end in a bug', async () => {
    const text = Buffer.from('a,"b",c\n1,2,3');
    await expectNoCrash(root, 'a.csv', text, (path) => readSamples(path, ONE));
  });
});
