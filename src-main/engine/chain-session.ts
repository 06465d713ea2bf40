import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { JsonRpcProvider, Signer, Wallet } from 'ethers';
import { z } from 'zod';
import { AppError } from '../api/errors.ts';
import { type LongWork, throwIfAborted } from '../api/progress.ts';
import type { LocalChain } from './chain/start-local-chain.ts';
import type { Host } from './host.ts';
import { sealJson, unsealJson } from './store/sealed-json.ts';
import { makeFolder, writeAtomic } from './store/write-atomic.ts';

const STATE_FORMAT = 'proofpress-local-chain-1';
const stateSchema = z.object({ format: z.literal(STATE_FORMAT), state: z.string() });

/** Connections to chains; the embedded one is started when it is first needed and keeps its state between runs. */
export class ChainSession {
  #local: LocalChain | undefined;
  readonly #providers: JsonRpcProvider[] = [];
  readonly #host: Host;
  readonly #statePath: string;

  constructor(host: Host, statePath: string) {
    this.#host = host;
    this.#statePath = statePath;
  }

  /**
   * Who signs on a chain: the embedded chain's own account, or the host's key.
   * @param rpc address of another chain; undefined for the embedded one
   * @throws AppError `tool-missing`, `chain-unreachable`, `option-invalid` where no key is set
   */
  async signer(rpc: string | undefined, work: LongWork): Promise<Signer> {
    if (rpc === undefined) {
      this.#local ??= await this.#startLocal(work);
      return this.#local.account(0);
    }
    const { Wallet } = await import('ethers');
    const wallet = readKey(await this.#host.secrets.signingKey(), Wallet);
    return wallet.connect(await this.provider(rpc, work));
  }

  /** For questions to a chain, which need no key. */
  async provider(rpc: string | undefined, work: LongWork): Promise<JsonRpcProvider> {
    if (rpc === undefined) {
      this.#local ??= await this.#startLocal(work);
      return this.#local.provider;
    }
    const { connectChain } = await import('./chain/connect-chain.ts');
    const provider = await connectChain(rpc, { signal: work.signal });
    this.#providers.push(provider);
    return provider;
  }

  /** Keeps what happened on the embedded chain for the next run; to be called after every transaction. */
  async save(): Promise<void> {
    if (!this.#local) return;
    const state: unknown = await this.#local.provider.send('anvil_dumpState', []);
    await makeFolder(dirname(this.#statePath));
    await writeAtomic(this.#statePath, sealJson({ format: STATE_FORMAT, state }));
  }

  async close(): Promise<void> {
    for (const provider of this.#providers.splice(0)) provider.destroy();
    const local = this.#local;
    this.#local = undefined;
    await local?.stop();
  }

  async #startLocal(work: LongWork): Promise<LocalChain> {
    const state = await this.#savedState();
    const { startLocalChain } = await import('./chain/start-local-chain.ts');
    const chain = await startLocalChain({ onProgress: work.onProgress });
    try {
      throwIfAborted(work.signal);
      if (state !== undefined) await chain.provider.send('anvil_loadState', [state]);
      return chain;
    } catch (cause) {
      await chain.stop();
      throwIfAborted(work.signal);
      throw this.#damaged(cause);
    }
  }

  async #savedState(): Promise<string | undefined> {
    try {
      return stateSchema.parse(unsealJson(await readFile(this.#statePath, 'utf8'))).state;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw this.#damaged(cause);
    }
  }

  #damaged(cause: unknown): AppError {
    return new AppError(
      'artifact-damaged',
      `The saved state of the local chain, "${this.#statePath}", cannot be loaded.`,
      'Delete that file: the local chain starts empty, and models are published to it again.',
      { cause },
    );
  }
}

function readKey(key: string | undefined, wallet: typeof Wallet): Wallet {
  try {
    return new wallet(
      z
        .string()
        .regex(/^0x[0-9a-fA-F]{64}$/)
        .parse(key),
    );
  } catch {
    // No cause: it could quote the key.
    throw new AppError(
      'option-invalid',
      'There is no usable key to sign transactions with.',
      'Set PROOFPRESS_PRIVATE_KEY to a private key: 0x and 64 hex digits.',
    );
  }
}
