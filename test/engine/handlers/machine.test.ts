import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { reportNative } from '../../../src-main/engine/native/native-report.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { asDeclared, openWorkspaceAt } from './support/open-workspace.ts';

const root = join(temporaryFolder(), 'not there yet');
const { client, engine } = openWorkspaceAt(root);
afterAll(() => engine.close());

test('describeMachine says what makes proofs here, and how much room there is', async () => {
  const machine = asDeclared('describeMachine', await client.describeMachine({}));
  const { backend, threads, compiler, remedy, passedOver } = await reportNative();
  expect(machine).toMatchObject({ backend, threads, compiler, remedy, passedOver, workspace: root });
  expect(machine.cuda.device === null).toBe(machine.cuda.reason !== null);
  expect(machine.memoryBytes).toBeGreaterThan(1e8);
  expect(machine.freeDiskBytes).toBeGreaterThan(0);
  expect(existsSync(root)).toBe(false);
});

test('listExamples names networks that can be imported, with samples and as many labels as classes', async () => {
  const { examples } = asDeclared('listExamples', await client.listExamples({}));
  expect(examples.map(({ name }) => name)).toEqual(['mnist', 'credit']);
  for (const { path, samples, evaluate, labels } of examples) {
    const { supported, outputs } = await client.inspectNetwork({ path }, {});
    expect(supported).toBe(true);
    expect(labels).toHaveLength(outputs[0]!.shape.at(-1)!);
    for (const file of [samples, evaluate!]) expect(existsSync(file)).toBe(true);
  }
});
