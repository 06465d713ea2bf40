import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { modelBytes, node } from '../support/onnx-builder.ts';
import { fail, runProgram, succeed } from './support/run-program.ts';
import { expectNoPartials, snapshot } from './support/snapshot.ts';
import { tinyNetwork, writeTinyModel } from './support/tiny-model.ts';

const folder = temporaryFolder();
const path = join(folder, 'workspace');
const workspace = ['-w', path];
let quantize: string[];

beforeAll(async () => {
  const { model, samples } = await writeTinyModel(folder);
  await succeed(['import', model, ...workspace]);
  quantize = ['quantize', 'tiny', '--samples', samples, ...workspace];
});

interface Tried {
  activationBits: number;
  weightBits: number;
  ownWidths: number;
  error: number;
  agreement: number;
}

describe('limits', () => {
  /** Refused before the work starts: nothing new lies in the workspace. */
  async function refuse(args: string[]) {
    const before = await snapshot(path);
    const error = await fail(args, 'model-too-large');
    expect(await snapshot(path)).toEqual(before);
    await expectNoPartials(path);
    return error;
  }
  const estimate =
    /about [\d,]+ constraints, a key of \d+ MB, \d+ MB of memory, \d+ s to make the key and \d+ s a proof/;

  test('quantize and compile refuse what would take more, and leave nothing behind', async () => {
    const little = await refuse([...quantize, '--max-memory', '0.001']);
    expect(little.message).toMatch(estimate);
    expect(little.message).toMatch(/but 1 MB of memory may be used\.$/);
    expect((await refuse([...quantize, '--max-time', '0.0001'])).message).toMatch(
      /but it may take 0\.0001 s\.$/,
    );

    await succeed([...quantize, '--max-memory', '2', '--max-time', '600']);
    const compile = ['compile', 'tiny', ...workspace];
    expect((await refuse([...compile, '--max-memory', '0.001'])).message).toMatch(estimate);
    await succeed([...compile, '--max-memory', '2']);
  });

  test('that are no numbers are refused', async () => {
    await fail([...quantize, '--max-memory', 'lots'], 'option-invalid');
    await fail(['compile', 'tiny', '--max-time', '0', ...workspace], 'option-invalid');
  });
});

describe('--target', () => {
  test('finds widths, and says what accuracy costs', async () => {
    const args = [...quantize, '--target', 'error=0.5%,agreement=100%'];
    const { stdout } = await runProgram(args);
    const result = await succeed<{
      reused: boolean;
      activationBits: number;
      weightBits: number;
      layerWidths: unknown[];
      tried: Tried[];
    }>(args);
    const { activationBits, weightBits, tried } = result;
    expect(result.reused).toBe(true);
    expect(activationBits).toBeGreaterThan(8);
    expect(tried.length).toBeGreaterThan(2);
    const met = tried.filter(({ error, agreement }) => error <= 0.005 && agreement === 1);
    expect(met[0]).toMatchObject({ activationBits, weightBits, ownWidths: result.layerWidths.length });
    expect(stdout).toContain('what accuracy costs');
    expect(stdout).toContain(`activations of ${activationBits} bits, weights of ${weightBits} bits`);
  });

  test('one that nothing meets leaves the model as it was', async () => {
    const before = await snapshot(path);
    const error = await fail([...quantize, '--target', 'error=0.0000001%'], 'accuracy-target-missed');
    expect(error.message).toMatch(/the best, \d+ bits, has an error of/);
    expect(await snapshot(path)).toEqual(before);
    await expectNoPartials(path);
  });

  test('that says nothing is refused', async () => {
    expect((await fail([...quantize, '--target', '99%'], 'option-invalid')).message).toContain('"99%"');
  });
});

describe('--outputs logits', () => {
  test('takes a final Softmax away', async () => {
    const { nodes } = tinyNetwork();
    const model = join(folder, 'softmax.onnx');
    const withSoftmax = tinyNetwork({ nodes: [...nodes, node('Softmax', ['y'], 'p')], outputs: ['p'] });
    await writeFile(model, modelBytes(withSoftmax));
    const outputsOf = async (...options: string[]) => {
      const args = ['import', model, '--name', 'softmax', ...options, ...workspace];
      const { outputs, operators } = await succeed<{
        outputs: { name: string }[];
        operators: { operator: string }[];
      }>(args);
      return { outputs: outputs.map(({ name }) => name), last: operators.at(-1)!.operator };
    };
    expect(await outputsOf()).toEqual({ outputs: ['p'], last: 'Softmax' });
    expect(await outputsOf('--outputs', 'logits')).toEqual({ outputs: ['y'], last: 'Gemm' });
    expect(await outputsOf('--outputs', 'all')).toEqual({ outputs: ['p'], last: 'Softmax' });
  });

  test('is refused where there is none, and so is another word', async () => {
    const model = join(folder, 'tiny.onnx');
    const importing = ['import', model, '--name', 'other', ...workspace];
    const before = await snapshot(path);
    expect((await fail([...importing, '--outputs', 'logits'], 'option-invalid')).message).toContain(
      'Softmax',
    );
    expect((await fail([...importing, '--outputs', 'classes'], 'option-invalid')).message).toContain(
      '"classes"',
    );
    expect(await snapshot(path)).toEqual(before);
  });
});
