import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CallResult } from '../../src-main/api/contract.ts';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { modelBytes, node } from '../support/onnx-builder.ts';
import { fail, runProgram, succeed } from './support/run-program.ts';
import { tinyNetwork, writeTinyModel } from './support/tiny-model.ts';

const folder = temporaryFolder();
const workspace = join(folder, 'work space');
let files: { model: string; samples: string };

const at = (...args: string[]) => [...args, '-w', workspace];
const say = async (...args: string[]) => {
  const { status, stdout, stderr } = await runProgram(at(...args));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
};

beforeAll(async () => {
  files = await writeTinyModel(folder);
});

describe('an empty workspace', () => {
  test.each([['models'], ['receipts'], ['jobs'], ['disk']])('%s has little to say', async (command) => {
    expect((await say(command)).split('\n').length).toBeLessThan(4);
    await succeed(at(command));
  });
});

test('examples names files to import', async () => {
  const { examples } = await succeed<CallResult<'listExamples'>>(at('examples'));
  const text = await say('examples');
  for (const { path, samples } of examples) expect(text).toContain(`${path}\n  samples    ${samples}`);
});

describe('inspect', () => {
  test('shows the operators of a file, and what stands in the way', async () => {
    expect(await say('inspect', files.model)).toMatch(/3 nodes, 27 parameters: all of it can be proven/);
    const { nodes } = tinyNetwork();
    const path = join(folder, 'random.onnx');
    const random = [...nodes.slice(0, 2), node('Multinomial', ['a'], 'y', {}, { name: 'dice' })];
    await writeFile(path, modelBytes(tinyNetwork({ nodes: random })));
    const text = await say('inspect', path);
    expect(text).toContain('1 nodes cannot be proven');
    expect(text).toMatch(/! {2}Multinomial .*dice/);
    expect(text).toMatch(/Multinomial at node "dice": its result is random\n {2}what to do: Export/);
  });

  test('refuses what is neither', async () => {
    await fail(at('inspect', join(folder, 'none.onnx')), 'file-unreadable');
    await fail(at('inspect', 'nobody'), 'option-invalid');
  });
});

test('a model from its import to its removal', async () => {
  await succeed(at('import', files.model, '--name', 'tiny'));
  expect(await say('models')).toMatch(/^tiny .* proofpress quantize tiny --samples FILE$/m);
  await succeed(at('quantize', 'tiny', '--samples', files.samples));

  const labels = join(folder, 'classes.txt');
  await writeFile(labels, 'cat\ndog\nbird\n');
  await say('annotate', 'tiny', '--labels', labels, '--description', 'Tells animals apart.');
  const shown = await say('show', 'tiny');
  expect(shown).toContain('Tells animals apart.');
  expect(shown).toContain('classes:  cat, dog, bird');
  expect(shown).toContain(`samples ${files.samples}`);
  expect(shown).toContain('next: proofpress compile tiny');

  const estimate = await say('estimate', 'tiny', '--input', 'x=committed');
  expect(estimate).toMatch(/tiny, before it is compiled: \d+ constraints .* input x \(committed\)/);
  expect(estimate).toMatch(/verification {2,}[\d,]+ gas/);
  await fail(at('estimate', 'tiny', '--input', 'x=hidden'), 'option-invalid');

  const compared = await say('compare', 'tiny', '--first', '2', '--count', '3');
  expect(compared).toMatch(/^Samples 2 to 4 of 8\n/);
  expect(compared).toMatch(/^ {2}4 +(cat|dog|bird) +(cat|dog|bird)/m);
  await fail(at('compare', 'tiny', '--count', '101'), 'option-invalid');

  await say('annotate', 'tiny', '--no-labels');
  expect(await say('show', 'tiny')).not.toContain('cat, dog');
  expect(await say('disk')).toMatch(/^ {2}tiny +[\d.]+ (KiB|bytes)$/m);
  await fail(at('disk', 'clean', 'everything'), 'option-invalid');
  expect(await say('disk', 'clean', 'earlier', 'uploads')).toBe('0 bytes are free again\n');

  expect(await say('remove', 'tiny')).toMatch(/^Removed tiny: [\d.]+ (KiB|bytes) are free again$/m);
  expect(await say('models')).toBe('There are no models in this workspace yet.\n');
  await fail(at('remove', 'tiny'), 'option-invalid');
});
