import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Client, createClient } from '../../src-main/api/client.ts';
import { createEngine } from '../../src-main/engine/engine.ts';
import { forkWorker } from '../../src-main/engine/jobs/fork-worker.ts';

export const MODEL = 'mnist';

/** Takes LeNet-5 from its ONNX file to a key. */
export async function makeModel(workspace: string): Promise<void> {
  await withClient(workspace, async (client) => {
    await client.importModel({ name: MODEL, path: example('mnist.onnx') });
    await client.quantizeModel({ name: MODEL, samples: example('calibration.json') });
    await client.compileModel({ name: MODEL });
    await client.setupModel({ name: MODEL });
  });
}

/** API keys of as many clients, without limits that they would meet. */
export async function makeApiKeys(workspace: string, count: number): Promise<string[]> {
  const keys: string[] = [];
  await withClient(workspace, async (client) => {
    for (let index = 0; index < count; index++) {
      const { text } = await client.createApiKey({ name: `client-${index}`, perMinute: 1_000_000 });
      keys.push(text);
    }
  });
  return keys;
}

/** Digits as the network takes them, from 0 to 1, row by row. */
export async function readDigits(): Promise<number[][]> {
  const { inputs } = JSON.parse(await readFile(example('samples.json'), 'utf8')) as {
    inputs: Record<string, { scale: number; data: string[] }>;
  };
  const [{ scale, data }] = Object.values(inputs) as [{ scale: number; data: string[] }];
  return data.map((image) => Array.from(Buffer.from(image, 'base64'), (pixel) => pixel * scale));
}

async function withClient(workspace: string, use: (client: Client) => Promise<void>): Promise<void> {
  const engine = createEngine({
    paths: { workspace },
    secrets: { signingKey: () => Promise.resolve(undefined) },
    spawnWorker: () => forkWorker(),
  });
  try {
    await use(createClient(engine));
  } finally {
    await engine.close();
  }
}

function example(file: string): string {
  return join(fileURLToPath(new URL('../../examples/mnist/', import.meta.url)), file);
}
