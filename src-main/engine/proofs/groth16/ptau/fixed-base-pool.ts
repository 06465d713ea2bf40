import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { SCALAR_FIELD } from '../../bn254.ts';
import { singleThreadCurve } from '../prover/single-thread-curve.ts';
import { MAX_PTAU_POWER } from './ptau-layout.ts';
import type { Group } from './ptau-layout.ts';

/** A run of consecutive points to compute. */
export interface FixedBaseJob {
  group: Group;
  /** The scalars are multiplied by this secret. */
  factor: 'one' | 'alpha' | 'beta';
  /** powers: tau^(start + i). lagrange: L_(start + i)(tau) over the domain of 2^domainPower, natural order. */
  kind: 'powers' | 'lagrange';
  domainPower: number;
  start: number;
  count: number;
}

const MAX_WORKERS = 32;

/**
 * Worker threads that multiply the generators by values of the secrets tau, alpha and beta.
 *
 * Windowed fixed-base multiplication: a scalar costs ceil(254 / bits) mixed additions into tables of the
 * generator's multiples, which every worker builds for itself.
 */
export class FixedBasePool {
  readonly size: number;
  readonly #workers: Worker[] = [];
  readonly #idle: Worker[] = [];
  readonly #waiting: ((worker: Worker) => void)[] = [];
  #failure: Error | undefined;
  #rejectAll: ((error: Error) => void)[] = [];

  private constructor(size: number) {
    this.size = size;
  }

  /**
   * @param secrets tau, alpha, beta: 32 bytes each, little-endian Montgomery. The caller zeroes them when `close` is done.
   * @param points  how many points of each group will be asked for; sets the size of the tables
   */
  static async start(secrets: SharedArrayBuffer, points: Record<Group, number>): Promise<FixedBasePool> {
    const curve = await singleThreadCurve();
    if (!curve.tm.code) throw new Error('ffjavascript gave no wasm code');
    const pool = new FixedBasePool(Math.min(availableParallelism(), MAX_WORKERS));
    const workerData = {
      code: curve.tm.code.slice(),
      secrets,
      rootsOfUnity: rootsOfUnity((value) => curve.Fr.fromObject(value)),
      generators: { G1: curve.G1.oneAffine.slice(), G2: curve.G2.oneAffine.slice() },
      windowBits: { G1: windowBits(points.G1 / pool.size), G2: windowBits(points.G2 / pool.size) },
    };
    for (let index = 0; index < pool.size; index++) {
      const worker = new Worker(new URL('./fixed-base-worker.mjs', import.meta.url), {
        workerData,
        execArgv: [],
      });
      worker.on('error', (error) => pool.#fail(error instanceof Error ? error : new Error(String(error))));
      worker.on('exit', () => pool.#fail(new Error('a worker thread ended early')));
      pool.#workers.push(worker);
      pool.#idle.push(worker);
    }
    return pool;
  }

  /** The points of the job, affine little-endian Montgomery. Jobs start in the order of the calls. */
  async run(job: FixedBaseJob): Promise<Uint8Array> {
    const worker = this.#idle.pop() ?? (await new Promise<Worker>((resolve) => this.#waiting.push(resolve)));
    try {
      return await this.#ask(worker, job);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(worker);
      else this.#idle.push(worker);
    }
  }

  /** Overwrites the workers' memory and ends them; all jobs must have settled. */
  async close(): Promise<void> {
    if (!this.#failure) {
      await Promise.allSettled(this.#workers.map((worker) => this.#ask(worker, { kind: 'wipe' })));
    }
    for (const worker of this.#workers) worker.removeAllListeners('exit');
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #ask(worker: Worker, message: FixedBaseJob | { kind: 'wipe' }): Promise<Uint8Array> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise<Uint8Array>((resolve, reject) => {
      const settle = (points: Uint8Array) => {
        this.#rejectAll = this.#rejectAll.filter((other) => other !== reject);
        resolve(points);
      };
      this.#rejectAll.push(reject);
      worker.once('message', settle);
      worker.postMessage(message);
    });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const reject of this.#rejectAll.splice(0)) reject(this.#failure);
  }
}

/** Minimises mixed additions: ceil(254 / bits) a point and as many table entries times 2^bits. */
function windowBits(pointsPerWorker: number): number {
  const cost = (bits: number) => Math.ceil(254 / bits) * (pointsPerWorker + 2 ** bits);
  let best = 4;
  for (let bits = 5; bits <= 14; bits++) if (cost(bits) < cost(best)) best = bits;
  return best;
}

/** Generators of the subgroups of order 2^k, k = 0..28, iden3's choice: powers of 5, each the square of the next. */
function rootsOfUnity(encode: (value: bigint) => Uint8Array): Uint8Array {
  const roots = new Uint8Array(32 * (MAX_PTAU_POWER + 1));
  let root = powerModulo(5n, (SCALAR_FIELD - 1n) >> BigInt(MAX_PTAU_POWER));
  for (let power = MAX_PTAU_POWER; power >= 0; power--) {
    roots.set(encode(root), 32 * power);
    root = (root * root) % SCALAR_FIELD;
  }
  return roots;
}

function powerModulo(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % SCALAR_FIELD;
    square = (square * square) % SCALAR_FIELD;
  }
  return result;
}
