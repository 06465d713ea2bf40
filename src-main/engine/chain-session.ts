import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { JsonRpcProvider, Signer } from 'ethers';
import { z } from 'zod';
import { AppError } from '../api/errors.ts';
import { type LongWork, throwIfAborted } from '../api/progress.ts';
import type { SignerSource } from '../api/signer-source.ts';
import { customNetwork } from './chain/networks/custom-network.ts';
import { findNetwork, networkOfChain } from './chain/networks/find-network.ts';
import type { Network } from './chain/networks/network.ts';
import type { NetworkProbe } from './chain/probe/network-probe.ts';
import type { LocalChain } from './chain/start-local-chain.ts';
import type { Host } from './host.ts';
import { sealJson, unsealJson } from './store/sealed-json.ts';
import type { Workspace } from './store/workspace.ts';
import { makeFolder, writeAtomic } from './store/write-atomic.ts';

const STATE_FORMAT = 'proofpress-local-chain-1';
const stateSchema = z.object({ format: z.literal(STATE_FORMAT), state: z.string() });

const PROBE_MILLISECONDS = 3_600_000;
const PLAY_MONEY = 10_000n * 10n ** 18n;

/** A network's name, the address of a node, both, or neither for the embedded chain. */
export interface ChainChoice {
  network?: string;
  rpc?: string;
}

export interface ChainConnection {
  network: Network;
  provider: JsonRpcProvider;
  /** Address of its node; undefined for the embedded chain. */
  rpc: string | undefined;
}

/** Connections to chains; the embedded one is started when it is first needed and keeps its state between runs. */
export class ChainSession {
  /** Whoever needs it first starts it for all; none once it is gone. */
  #local: Promise<LocalChain> | undefined;
  #isClosed = false;
  readonly #providers: JsonRpcProvider[] = [];
  readonly #host: Host;
  readonly #workspace: Pick<Workspace, 'localChainState' | 'networks' | 'keystores'>;
  readonly #statePath: string;

  constructor(host: Host, workspace: Pick<Workspace, 'localChainState' | 'networks' | 'keystores'>) {
    this.#host = host;
    this.#workspace = workspace;
    this.#statePath = workspace.localChainState;
  }

  /** The networks that are known by name: presets, where the user named another node with it, and the user's own. */
  async networks(): Promise<Network[]> {
    const { PRESETS } = await import('./chain/networks/presets.ts');
    const own = (await this.#workspace.networks.list()).map((custom) => customNetwork(custom, PRESETS));
    const presets = PRESETS.map((preset) => own.find(({ name }) => name === preset.name) ?? preset);
    return [...presets, ...own.filter(({ name }) => presets.every((preset) => preset.name !== name))];
  }

  /**
   * The chain id behind a network's name, or behind `chain-ID`, as a chain without a name is called. No node is asked.
   * @throws AppError `option-invalid` where no network has this name
   */
  async chainIdOf(network: string): Promise<bigint> {
    const id = /^(?:chain-)?(\d{1,20})$/.exec(network.trim())?.[1];
    return id === undefined ? findNetwork(network, await this.networks()).chainId : BigInt(id);
  }

  /**
   * Connects to a network by its name, through the node that is named or the one that is known; by a node alone, whose
   * network is then told by its chain id; or to the embedded chain.
   *
   * @throws AppError `option-invalid` for a network without a node, `chain-mismatch`, `chain-unreachable`, `tool-missing`
   */
  async connect({ network: name, rpc }: ChainChoice, work: LongWork): Promise<ChainConnection> {
    const networks = await this.networks();
    const named = name === undefined ? undefined : findNetwork(name, networks);
    if (rpc === undefined && (named === undefined || named.kind === 'local')) {
      if (named?.rpc === undefined) {
        const { provider } = await this.#openLocal(work);
        throwIfAborted(work.signal);
        return { network: findNetwork('local', networks), provider, rpc: undefined };
      }
    }
    const url = rpc ?? named?.rpc;
    if (url === undefined) throw withoutNode(named!);
    const { connectChain } = await import('./chain/connect-chain.ts');
    const provider = await connectChain(url, { signal: work.signal, expected: named });
    this.#providers.push(provider);
    return { network: named ?? networkOfChain(provider._network.chainId, networks), provider, rpc: url };
  }

  /**
   * Who signs on a chain. Without a choice it is the embedded chain's own account, or the host's key on any other chain.
   * An account that has nothing on the embedded chain gets play money.
   *
   * @throws AppError as `openSigner`
   */
  async openSigner(
    connection: ChainConnection,
    source: SignerSource | undefined,
    work: LongWork,
  ): Promise<Signer> {
    const isEmbedded = connection.rpc === undefined;
    if (isEmbedded && source === undefined) return (await this.#openLocal(work)).account(0);
    const { openSigner } = await import('./chain/signers/open-signer.ts');
    const signer = await openSigner(
      source ?? { kind: 'environment' },
      this.#host,
      this.#workspace.keystores,
      connection.provider,
      work,
    );
    if (isEmbedded) await givePlayMoney(connection.provider, await signer.getAddress());
    return signer;
  }

  /**
   * The account that a signer will sign with. An encrypted key is not opened for that.
   * @throws AppError as `openSigner`
   */
  async accountOf(
    connection: ChainConnection,
    source: SignerSource | undefined,
    work: LongWork,
  ): Promise<string> {
    const known = await this.knownAccount(connection.rpc === undefined, source);
    if (known === undefined) return (await this.openSigner(connection, source, work)).getAddress();
    if (connection.rpc === undefined) await givePlayMoney(connection.provider, known);
    return known;
  }

  /**
   * The account of a key that is here; nobody is asked, no node and no program.
   * @returns undefined where others hold the key
   * @throws AppError `signer-invalid`, `option-invalid`, `file-unreadable` where there is no such key
   */
  async knownAccount(isEmbedded: boolean, source: SignerSource | undefined): Promise<string | undefined> {
    if (source?.kind === 'keystore') {
      const { keystoreAddress } = await import('./chain/signers/keystore.ts');
      return keystoreAddress(await this.#workspace.keystores.read(source.keystore));
    }
    if (source?.kind === 'environment' || (source === undefined && !isEmbedded)) {
      const { readPrivateKey } = await import('./chain/signers/read-private-key.ts');
      return readPrivateKey(await this.#host.secrets.signingKey()).address;
    }
    return undefined;
  }

  /**
   * What a network can do: found out now, or within the last hour.
   * @param options.isFresh asks again in any case
   * @throws AppError `chain-unreachable`, `chain-mismatch`, `aborted`
   */
  async probe(
    { network, provider, rpc }: ChainConnection,
    { isFresh = false }: { isFresh?: boolean },
    work: LongWork,
  ): Promise<NetworkProbe> {
    const node = rpc ?? 'embedded';
    const known = isFresh ? undefined : await this.#workspace.networks.probeOf(network.chainId, node);
    if (known?.supported && Date.now() - known.probedAt < PROBE_MILLISECONDS) return known;
    const { probeNetwork } = await import('./chain/probe-network.ts');
    const probe = await probeNetwork(provider, network, work);
    await this.#workspace.networks.saveProbe(node, probe);
    return probe;
  }

  /** For questions to a chain by its node alone; undefined for the embedded one. */
  async provider(rpc: string | undefined, work: LongWork): Promise<JsonRpcProvider> {
    return (await this.connect({ rpc }, work)).provider;
  }

  /** Keeps what happened on the embedded chain for the next run; to be called after every transaction. */
  async save(): Promise<void> {
    if (!this.#local) return;
    const { provider } = await this.#local;
    const state: unknown = await provider.send('anvil_dumpState', []);
    await makeFolder(dirname(this.#statePath));
    await writeAtomic(this.#statePath, sealJson({ format: STATE_FORMAT, state }));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const provider of this.#providers.splice(0)) provider.destroy();
    const local = await this.#local?.catch(() => undefined);
    this.#local = undefined;
    await local?.stop();
  }

  /** It serves later calls, too: a call that is cancelled meanwhile does not end it. */
  async #openLocal({ onProgress }: LongWork): Promise<LocalChain> {
    if (this.#local) return this.#local;
    if (this.#isClosed) throw new AppError('aborted', 'Proofpress is closing.', 'Start it again.');
    const starting = this.#startLocal(onProgress);
    this.#local = starting;
    const forget = () => {
      if (this.#local === starting) this.#local = undefined;
    };
    starting.then(({ ended }) => ended.then(forget), forget);
    return starting;
  }

  async #startLocal(onProgress: LongWork['onProgress']): Promise<LocalChain> {
    const state = await this.#savedState();
    const { startLocalChain } = await import('./chain/start-local-chain.ts');
    const chain = await startLocalChain({ onProgress });
    try {
      if (state !== undefined) await chain.provider.send('anvil_loadState', [state]);
      return chain;
    } catch (cause) {
      await chain.stop();
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

function withoutNode({ name, title }: Network): AppError {
  return new AppError(
    'option-invalid',
    `There is no public node of ${title} that anybody may use.`,
    `Name one with --rpc, or once for all with \`proofpress networks add ${name} --rpc URL\`.`,
  );
}

/** Coins are free on the embedded chain, and every account that publishes there needs some. */
async function givePlayMoney(provider: JsonRpcProvider, address: string): Promise<void> {
  if ((await provider.getBalance(address)) >= PLAY_MONEY / 2n) return;
  await provider.send('anvil_setBalance', [address, `0x${PLAY_MONEY.toString(16)}`]);
}
