import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { fail, runProgram, succeed } from './support/run-program.ts';
import { writeTinyModel } from './support/tiny-model.ts';

const folder = temporaryFolder();
const workspace = ['-w', join(folder, 'workspace')];

test('quantize says what its samples were, and prove reads a table as quantize was told to', async () => {
  const { model } = await writeTinyModel(folder);
  const table = join(folder, 'table.csv');
  await writeFile(table, 'a,b,class,c,d\n0.5,-1,2,1,0.25\n-0.5,0.5,0,0.75,1\n');
  await succeed(['import', model, ...workspace]);

  const quantize = ['quantize', 'tiny', '--samples', table, '--label-column', 'class', ...workspace];
  await fail(quantize.with(5, 'kind'), 'samples-invalid');
  expect(await succeed(quantize)).toMatchObject({
    reused: false,
    samples: {
      calibration: { kind: 'csv', count: 2, isLabelled: true, reading: { labelColumn: 'class' } },
      evaluation: { kind: 'csv', count: 2 },
    },
  });
  expect(await succeed(quantize)).toMatchObject({ reused: true });

  await succeed(['compile', 'tiny', ...workspace]);
  await succeed(['setup', 'tiny', ...workspace]);
  const prove = ['prove', 'tiny', '--input', table, '--index', '0', ...workspace];
  expect(await succeed(prove)).toMatchObject({ label: 2 });
});

test('random samples are said to be random', async () => {
  const quantize = ['quantize', 'tiny', '--samples', 'random:8:-1:1', ...workspace];
  const { stdout } = await runProgram(quantize);
  expect(stdout).toMatch(/ranges from 8 random samples from -1 to 1, which tell nothing about real inputs/);
  expect(await succeed([...quantize, '--evaluate', 'random:9'])).toMatchObject({
    samples: {
      calibration: { kind: 'random', count: 8, low: -1, high: 1 },
      evaluation: { kind: 'random', count: 9, low: 0, high: 1 },
    },
  });
});
