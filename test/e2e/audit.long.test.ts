import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../../src-main/api/client.ts';
import { createEngine, type Engine } from '../../src-main/engine/engine.ts';
import { forkWorker } from '../../src-main/engine/jobs/fork-worker.ts';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { ROOT, runProgram } from '../cli/support/run-program.ts';

const EXAMPLE = join(ROOT, 'examples/mnist');
const folder = temporaryFolder();
const workspace = join(folder, 'workspace');
let engine: Engine;
let client: Client;

beforeAll(() => {
  engine = createEngine({
    spawnWorker: () => forkWorker(),
    paths: { workspace },
    secrets: { signingKey: () => Promise.resolve(undefined) },
  });
  client = createClient(engine);
});
afterAll(() => engine?.close());

test('LeNet-5: bundle, audit with key in another process, export, import', async () => {
  const name = 'mnist';
  const [network] = (await readdir(EXAMPLE)).filter((file) => file.endsWith('.onnx'));
  const samples = join(EXAMPLE, 'calibration.json');
  await client.importModel({ path: join(EXAMPLE, network!), name });
  await client.quantizeModel({ name, samples });
  await client.compileModel({ name });
  const { folder: key } = await client.setupModel({ name });
  const output = join(folder, 'bundle.tar');
  await client.bundleModel({ name, output, golden: { path: samples, index: 0 } });
  const [powers] = (await readdir(join(workspace, 'artifacts'))).filter((file) => file.startsWith('powers'));
  const args = [
    ...['audit', output, '--key', join(key, 'proving-key.zkey'), '--threads', '1'],
    ...['--ptau', join(workspace, 'artifacts', powers!, 'local.ptau'), '-s', samples],
    ...['-w', join(folder, 'auditor'), '--json'],
  ];
  const { status, stdout } = await runProgram(args, { fresh: true });
  expect(JSON.parse(stdout)).toMatchObject({ passed: true, grade: { grade: 'local' } });
  expect(status).toBe(0);
  const exported = join(folder, 'mnist.proofpress');
  await client.exportModel({ name, output: exported });
  const restored = await runProgram(['import', exported, '-w', join(folder, 'laptop'), '--json'], {
    fresh: true,
  });
  expect(JSON.parse(restored.stdout)).toMatchObject({ name, hasKey: true });
});
