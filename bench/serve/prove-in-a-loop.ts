import { forkWorker } from '../../src-main/engine/jobs/fork-worker.ts';
import { makeOrder } from '../../src-main/engine/pipeline/7-serve/make-order.ts';
import { ProvingSlot } from '../../src-main/engine/pipeline/7-serve/queue/proving-slot.ts';
import { ServedModels } from '../../src-main/engine/pipeline/7-serve/served-models.ts';
import { openWorkspace } from '../../src-main/engine/store/workspace.ts';
import { MODEL } from './serve-model.ts';

/**
 * What a worker process can do at best: it proves one input after another, with the key loaded and nobody else asking.
 * @returns seconds that an inference took on average: witness, proof and its check
 */
export async function proveInALoop(
  folder: string,
  digits: readonly number[][],
  count: number,
): Promise<number> {
  const workspace = openWorkspace(folder);
  const models = new ServedModels(workspace);
  const slot = new ProvingSlot({ workspace, models, spawnWorker: () => forkWorker() });
  try {
    const model = await models.get(MODEL);
    const [input] = model.ports;
    const order = (index: number) =>
      makeOrder(model, { inputs: { [input!.name]: digits[index % digits.length] } });
    await slot.prove(order(0), {});
    const started = performance.now();
    for (let index = 1; index <= count; index++) await slot.prove(order(index), {});
    return (performance.now() - started) / 1000 / count;
  } finally {
    await slot.stop();
    await workspace.close();
  }
}
