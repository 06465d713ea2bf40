import { fileURLToPath } from 'node:url';
import { median } from '../median.ts';
import { withEngine } from '../with-engine.ts';

const PROOFS = 5;

/** Files of the example network that the pipeline starts with. */
function example(file: string): string {
  return fileURLToPath(new URL(`../../examples/mnist/${file}`, import.meta.url));
}

/** Takes LeNet-5 through the pipeline and proves some digits with the key loaded, as serving does. */
export async function benchLenet(
  folder: string,
  say: (line: string) => void,
): Promise<{ constraints: number; proofSeconds: number; zkeyBytes: number }> {
  const { result } = await withEngine(folder, async (client) => {
    const name = 'mnist';
    await client.importModel({ name, path: example('mnist.onnx') });
    await client.quantizeModel({ name, samples: example('calibration.json') });
    const { constraints } = await client.compileModel({ name });
    const { zkeyBytes } = await client.setupModel({ name });
    say(`  LeNet-5 has ${constraints} constraints; proving ${PROOFS} digits`);
    const seconds: number[] = [];
    // The first proof of a worker loads the key.
    for (let index = 0; index <= PROOFS; index++) {
      const proven = await client.proveInference({ name, samples: example('samples.json'), index });
      if (index > 0) seconds.push(proven.seconds.prove);
    }
    return { constraints, proofSeconds: median(seconds), zkeyBytes };
  });
  return result;
}
