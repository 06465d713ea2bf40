import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { CallResult } from '../../src-main/api/contract.ts';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { modelBytes, tensor, value } from '../support/onnx-builder.ts';
import { fail, runProgram, succeed } from './support/run-program.ts';
import { tinyNetwork, writeTinyModel } from './support/tiny-model.ts';

type Quantized = CallResult<'quantizeModel'>;

const folder = temporaryFolder();
const workspace = join(folder, 'workspace');
let samples: string;

const quantize = (...args: string[]) => succeed<Quantized>(['quantize', ...args, '-w', workspace]);

async function importNetwork(name: string, network = tinyNetwork()): Promise<void> {
  const path = join(folder, `${name}.onnx`);
  await writeFile(path, modelBytes(network));
  await succeed(['import', path, '-w', workspace]);
}

function retrained() {
  const network = tinyNetwork();
  const constants = network.constants!.map((constant) =>
    constant.name === 'b2' ? tensor('b2', [3], [0.5, -0.5, 0.25]) : constant,
  );
  return { ...network, constants };
}

beforeAll(async () => {
  ({ samples } = await writeTinyModel(folder));
  await importNetwork('tiny');
  await importNetwork('retrained', retrained());
  const relative = ['--samples', 'samples.json', '--evaluate', 'random:12:-2:2', '--label-column', 'class'];
  await succeed(['quantize', 'tiny', ...relative, '--bits', '7', '-w', workspace], { cwd: folder });
  await succeed(['compile', 'tiny', '--input', 'x=committed', '-w', workspace]);
});

test('samples, their reading, widths and modes are those of the other model, wherever it is called', async () => {
  const elsewhere = join(folder, 'elsewhere');
  await mkdir(elsewhere);
  const args = ['quantize', 'retrained', '--like', 'tiny', '-w', workspace];
  const result = await succeed<Quantized>(args, { cwd: elsewhere });
  expect(result).toMatchObject({ activationBits: 7, reused: false });
  expect(result.samples.calibration).toMatchObject({ kind: 'json', count: 8 });
  expect(result.samples.evaluation).toMatchObject({ kind: 'random', count: 12, low: -2, high: 2 });
  expect(result.like).toEqual({
    name: 'tiny',
    samples,
    evaluate: { random: { count: 12, low: -2, high: 2 } },
    reading: { labelColumn: 'class', pixels: { scale: 1 / 255, mean: [0], std: [1] } },
    settings: { activationBits: 7, weightBits: 'auto', inputBits: 8, outputBits: 16 },
    samplesChanged: false,
  });
  const { stdout } = await runProgram(args, { cwd: elsewhere });
  expect(stdout).toContain(
    `  as tiny:\n    samples from ${samples}\n    evaluated on 12 random ones from -2 to 2\n`,
  );
  expect(stdout).toContain('    labels in the column class\n');
  const compiled = await succeed<CallResult<'compileModel'>>([
    ...['compile', 'retrained', '--like', 'tiny', '-w', workspace],
  ]);
  expect(compiled.inputs).toEqual([{ name: 'x', mode: 'committed' }]);
});

test('what is named counts, and the rest is taken', async () => {
  const result = await quantize('retrained', '--like', 'tiny', '--bits', '9', '--evaluate', samples);
  expect(result).toMatchObject({ activationBits: 9 });
  expect(result.like).toMatchObject({ samples, settings: { weightBits: 'auto' } });
  expect(result.like).not.toHaveProperty('evaluate');
  expect(result.like!.settings).not.toHaveProperty('activationBits');
});

test('a target is taken too, unless widths are asked for', async () => {
  await importNetwork('searched');
  await quantize('searched', '--samples', samples, '--target', 'agreement=50%');
  const like = await quantize('retrained', '--like', 'searched');
  expect(like.like!.settings).toMatchObject({ targetAgreement: 0.5 });
  expect(like.tried.length).toBeGreaterThan(0);
  const own = await quantize('retrained', '--like', 'searched', '--bits', '8');
  expect(own.tried).toEqual([]);
});

test('other samples in the same place are said to be others', async () => {
  await writeFile(
    samples,
    JSON.stringify((JSON.parse(await readFile(samples, 'utf8')) as unknown[]).slice(1)),
  );
  const result = await quantize('retrained', '--like', 'tiny');
  expect(result.like!.samplesChanged).toBe(true);
  const { stdout } = await runProgram(['quantize', 'retrained', '--like', 'tiny', '-w', workspace]);
  expect(stdout).toContain('note: these samples are not those that tiny was quantized with');
});

test('a model with other inputs, one that was not quantized, and one that is not there', async () => {
  const wide = tinyNetwork({ inputs: [value('x', [2, 4])] });
  await importNetwork('wide', wide);
  const other = await fail(['quantize', 'wide', '--like', 'tiny', '-w', workspace], 'option-invalid');
  expect(other.message).toContain('it takes x [1, 4] (float), and "wide" takes x [2, 4] (float)');
  await fail(['quantize', 'tiny', '--like', 'wide', '-w', workspace], 'option-invalid');
  await fail(['quantize', 'tiny', '--like', 'nothing', '-w', workspace], 'option-invalid');
  await fail(['compile', 'wide', '--like', 'wide', '-w', workspace], 'option-invalid');
  await fail(['import', join(folder, 'wide.onnx'), '--like', 'nothing', '-w', workspace], 'option-invalid');
});
