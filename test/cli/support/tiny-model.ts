import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { modelBytes, type ModelInit, node, tensor, value } from '../../support/onnx-builder.ts';
import { Random } from '../../support/random.ts';

/** Dense 4 to 3, ReLU, dense 3 to 3: 27 parameters; the input is `x` of shape [1, 4]. */
export function tinyNetwork(changes: Partial<ModelInit> = {}): ModelInit {
  const random = new Random(9);
  return {
    inputs: [value('x', [1, 4])],
    outputs: ['y'],
    nodes: [
      node('Gemm', ['x', 'w1', 'b1'], 'h', {}, { name: '/first/Gemm' }),
      node('Relu', ['h'], 'a', {}, { name: '/first/Relu' }),
      node('Gemm', ['a', 'w2', 'b2'], 'y', {}, { name: '/second/Gemm' }),
    ],
    constants: [
      tensor('w1', [4, 3], random.normals(12)),
      tensor('b1', [3], random.normals(3)),
      tensor('w2', [3, 3], random.normals(9)),
      tensor('b2', [3], random.normals(3)),
    ],
    ...changes,
  };
}

/** Writes the network and samples for it. */
export async function writeTinyModel(folder: string): Promise<{ model: string; samples: string }> {
  const random = new Random(10);
  const model = join(folder, 'tiny.onnx');
  const samples = join(folder, 'samples.json');
  await writeFile(model, modelBytes(tinyNetwork()));
  await writeFile(samples, JSON.stringify(Array.from({ length: 8 }, () => random.normals(4))));
  return { model, samples };
}
