import { AppError } from '../../../../api/errors.ts';
import type { LongWork } from '../../../../api/progress.ts';
import type { WorkerProcess } from '../../../host.ts';
import { JobWorker, PATIENCE } from '../../../jobs/job-worker.ts';
import type { ProvenOrder } from '../../../jobs/kinds/inference.ts';
import type { inferenceParameters } from '../../../jobs/serve-kinds.ts';
import type { z } from 'zod';
import type { Workspace } from '../../../store/workspace.ts';
import type { InferenceOrder } from '../inference-order.ts';
import type { ServedModel } from '../served-model.ts';
import type { ServedModels } from '../served-models.ts';

/** What stands for no address. */
const NO_ADDRESS = `0x${'0'.repeat(40)}`;

export interface SlotOptions {
  workspace: Workspace;
  models: ServedModels;
  spawnWorker(): WorkerProcess;
}

/** One worker process of a server. It is started when it is needed and kept, with the key that it loaded. */
export class ProvingSlot {
  readonly #options: SlotOptions;
  #worker: JobWorker | undefined;

  constructor(options: SlotOptions) {
    this.#options = options;
  }

  /**
   * Proves an order in the worker.
   * @throws AppError `key-changed`, `aborted`, `worker-ended`, and what `proveOrder` throws. Error: a bug
   */
  async prove(order: InferenceOrder, work: LongWork): Promise<ProvenOrder> {
    const model = await this.#options.models.get(order.modelName);
    if (model.keyId !== order.keyId) throw otherKey(model);
    const worker = this.prepare();
    try {
      return (await worker.run('inference', this.#parameters(model, order), work)) as ProvenOrder;
    } catch (error) {
      // An error that was seen coming leaves the worker as good as before; a proof that does not hold makes one wonder.
      const isForeseen = error instanceof AppError && !SHAKEN.includes(error.code);
      if (!isForeseen || worker.hasEnded) {
        await this.stop();
        await this.#options.workspace.sweep();
      }
      throw error;
    }
  }

  /** Starts the worker where there is none. */
  prepare(): JobWorker {
    if (this.#worker === undefined || this.#worker.hasEnded)
      this.#worker = new JobWorker(this.#options.spawnWorker(), PATIENCE);
    return this.#worker;
  }

  /** Ends the worker, which has no order. */
  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.stop();
  }

  #parameters(model: ServedModel, order: InferenceOrder): z.input<typeof inferenceParameters> {
    const { name, hashes, layout, key, gadgetSet, paths, publications } = model;
    const { chainId = '0' } = order.context;
    const isOnChain = chainId !== '0';
    const publication = isOnChain
      ? publications.findLast((candidate) => candidate.chainId === chainId)
      : publications.at(-1);
    if (isOnChain && !publication) throw notRegistered(name, chainId);
    return {
      order,
      model: {
        name,
        ...hashes,
        chainId: publication?.chainId ?? '0',
        registry: publication?.registry ?? NO_ADDRESS,
        owner: publication?.owner ?? NO_ADDRESS,
      },
      layout,
      recordPath: paths.record,
      r1csPath: paths.r1cs,
      keyFolder: paths.keyFolder,
      key,
      gadgetSet,
      router: isOnChain ? publication?.router : undefined,
      temporaryFolder: this.#options.workspace.temporaryFolder,
    };
  }
}

/** After these a worker is not used again. */
const SHAKEN: readonly string[] = ['aborted', 'proof-invalid', 'witness-invalid', 'internal'];

function otherKey({ name }: ServedModel): AppError {
  return new AppError(
    'key-changed',
    `The model "${name}" has got another key since the order was accepted.`,
    'Order it again, and check the new key against what you trust.',
  );
}

function notRegistered(name: string, chainId: string): AppError {
  return new AppError(
    'option-invalid',
    `The model "${name}" is no longer registered on chain ${chainId} with the key that it has.`,
    'Order it again without chainId, or for another chain.',
  );
}
