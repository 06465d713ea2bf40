import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { Wallet } from 'ethers';
import { afterAll, beforeAll } from 'vitest';
import { type Client, createClient } from '../../../../src-main/api/client.ts';
import { createEngine, type Engine } from '../../../../src-main/engine/engine.ts';
import type { WorkerProcess } from '../../../../src-main/engine/host.ts';
import { forkWorker } from '../../../../src-main/engine/jobs/fork-worker.ts';
import { hashPtau } from '../../../../src-main/engine/proofs/groth16/ptau/ptau-provenance.ts';
import type { PublishedPtau } from '../../../../src-main/engine/proofs/groth16/ptau/published-ptau.ts';
import { writeLocalPtau } from '../../../../src-main/engine/proofs/groth16/ptau/write-local-ptau.ts';
import { releaseCurve } from '../../../../src-main/engine/proofs/groth16/prover/release-curve.ts';
import { temporaryFolder } from '../../../circuits/support/temporary-folder.ts';
import { writeTinyModel } from '../../../cli/support/tiny-model.ts';

export const privateKey = (digit: string) => `0x${digit.repeat(64)}`;
export const OWNER = new Wallet(privateKey('1')).address;

/** People with a workspace each, a publisher among them, and powers of tau that the test takes for published. */
export class CeremonyBench {
  readonly root = temporaryFolder();
  readonly ptauPath = join(this.root, 'shared.ptau');
  published: PublishedPtau[] = [];
  publisher!: Client;
  /** What signs in the publisher's workspace. */
  publisherKey: string | undefined;
  samples = '';
  model = '';
  /** The latest one of each workspace. */
  readonly workers = new Map<string, WorkerProcess>();
  readonly #engines: Engine[] = [];

  /** To be called where tests are declared. */
  constructor() {
    beforeAll(async () => {
      ({ model: this.model, samples: this.samples } = await writeTinyModel(this.root));
      await writeLocalPtau(this.ptauPath, 8);
      this.published = [{ power: 8, file: 'test_08.ptau', blake2b: await hashPtau(this.ptauPath) }];
      this.publisher = this.open('publisher', () => this.publisherKey, this.published);
    });
    afterAll(async () => {
      for (const engine of this.#engines) await engine.close();
      releaseCurve();
    });
  }

  /** Somebody's program, in a workspace of its own. */
  open(
    workspace: string,
    key: () => string | undefined = () => undefined,
    publishedPtau?: readonly PublishedPtau[],
  ): Client {
    const engine = createEngine(
      {
        paths: { workspace: join(this.root, workspace) },
        secrets: { signingKey: () => Promise.resolve(key()) },
        spawnWorker: () => {
          const worker = forkWorker();
          this.workers.set(workspace, worker);
          return worker;
        },
      },
      publishedPtau ? { publishedPtau } : {},
    );
    this.#engines.push(engine);
    return createClient(engine);
  }

  /** A model that a ceremony can begin for. */
  async prepare(name: string): Promise<void> {
    await this.publisher.importModel({ path: this.model, name });
    await this.publisher.quantizeModel({ name, samples: this.samples });
    await this.publisher.compileModel({ name });
  }

  /** Hands the folder on: each contributor works on a copy. */
  async handTo(folder: string, name: string): Promise<string> {
    const copy = join(this.root, name);
    await cp(folder, copy, { recursive: true });
    return copy;
  }
}
