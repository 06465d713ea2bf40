import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { HDNodeWallet, type JsonRpcProvider, type Signer } from 'ethers';
import { AppError } from '../../api/errors.ts';
import { throwIfAborted, type LongWork } from '../../api/progress.ts';
import { environmentWithoutSecrets } from '../environment-without-secrets.ts';
import { connectChain } from './connect-chain.ts';
import { unpackedPath } from '../unpacked-path.ts';

/** The well-known development phrase: its accounts hold play money on a local chain and are worth nothing elsewhere. */
const MNEMONIC = 'test test test test test test test test test test test junk';
const START_TIMEOUT_MILLISECONDS = 30_000;
const POLLING_MILLISECONDS = 50;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface LocalChain {
  url: string;
  provider: JsonRpcProvider;
  /** Process id of the node. */
  pid: number;
  /** Resolves when the node is gone, whoever ended it. */
  ended: Promise<void>;
  /** Funded account `index` (0 to 9), the same on every start. */
  account(index: number): Signer;
  /** Ends the node; resolves when it is gone. */
  stop(): Promise<void>;
}

export interface LocalChainOptions extends LongWork {
  /** Further arguments of anvil, e.g. another chain id. */
  nodeArguments?: readonly string[];
}

/**
 * Starts an Ethereum node (anvil) on a free port of 127.0.0.1 and waits until it answers. It ends with stop(), when the
 * signal aborts, and with this process.
 *
 * @throws AppError tool-missing where anvil is not installed for this platform or does not start, aborted
 */
export async function startLocalChain({
  signal,
  onProgress,
  nodeArguments = [],
}: LocalChainOptions = {}): Promise<LocalChain> {
  throwIfAborted(signal);
  onProgress?.({ stage: 'local-chain', message: 'Starting a local chain' });
  const where = ['--host', '127.0.0.1', '--port', '0', '--mnemonic', MNEMONIC];
  const node = spawn(findAnvil(), [...where, ...nodeArguments], {
    env: environmentWithoutSecrets(),
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const gone = new Promise<void>((resolve) => {
    node.once('close', () => resolve());
    node.once('error', () => resolve());
  });
  const release = killWithProcess(node);
  let provider: JsonRpcProvider | undefined;
  const stop = async (): Promise<void> => {
    signal?.removeEventListener('abort', onAbort);
    provider?.destroy();
    node.kill('SIGKILL');
    await gone;
    release();
  };
  const onAbort = (): void => void stop();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const url = `http://127.0.0.1:${await listeningPort(node)}`;
    const connected = await connectChain(url, { pollingInterval: POLLING_MILLISECONDS, signal });
    provider = connected;
    throwIfAborted(signal);
    return {
      url,
      provider: connected,
      pid: node.pid ?? 0,
      ended: gone,
      account: (index) => HDNodeWallet.fromPhrase(MNEMONIC, '', `m/44'/60'/0'/0/${index}`).connect(connected),
      stop,
    };
  } catch (error) {
    await stop();
    throwIfAborted(signal);
    throw error;
  }
}

/** The binary of the npm package for this platform; no PATH, no download. */
function findAnvil(): string {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const name = `@foundry-rs/anvil-${process.platform}-${architecture}`;
  try {
    // The platform's package is a dependency of @foundry-rs/anvil and need not lie beside it.
    const fromHere = createRequire(import.meta.url);
    const fromAnvil = createRequire(fromHere.resolve('@foundry-rs/anvil/package.json'));
    const folder = dirname(fromAnvil.resolve(`${name}/package.json`));
    return unpackedPath(join(folder, 'bin', process.platform === 'win32' ? 'anvil.exe' : 'anvil'));
  } catch (error) {
    throw new AppError(
      'tool-missing',
      `The local chain (anvil) is not installed for ${process.platform} ${process.arch}.`,
      'Run `npm install` with optional dependencies, or use the RPC address of another chain.',
      { cause: error },
    );
  }
}

/** The port that anvil says it listens on. Its output is read on, so that it never blocks. */
function listeningPort(node: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    const fail = (what: string, cause?: unknown): void => {
      clearTimeout(timer);
      reject(
        new AppError(
          'tool-missing',
          `The local chain (anvil) ${what}.`,
          'Reinstall the dependencies with `npm ci`.',
          {
            cause: cause ?? text.slice(-2000),
          },
        ),
      );
    };
    const timer = setTimeout(() => fail('did not start in time'), START_TIMEOUT_MILLISECONDS);
    node.once('error', (error) => fail('could not be started', error));
    node.once('close', () => fail('ended at its start'));
    node.stderr?.on('data', (chunk: Buffer) => {
      if (text.length < 1e5) text += chunk.toString();
    });
    let listening = false;
    node.stdout?.on('data', (chunk: Buffer) => {
      if (listening) return;
      text += chunk.toString();
      const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(text)?.[1];
      if (port === undefined) return;
      listening = true;
      clearTimeout(timer);
      resolve(Number(port));
    });
  });
}

/** Ends the node when this process exits or is told to by a signal. Returns the way to let go of it. */
function killWithProcess(node: ChildProcess): () => void {
  const kill = (): void => void node.kill('SIGKILL');
  const handlers = SIGNALS.map((name) => {
    const handler = (): void => {
      kill();
      // A listener takes the signal's own effect away; without another one the process would live on.
      if (process.listenerCount(name) === 0) process.kill(process.pid, name);
    };
    process.once(name, handler);
    return { name, handler };
  });
  process.once('exit', kill);
  return () => {
    process.removeListener('exit', kill);
    for (const { name, handler } of handlers) process.removeListener(name, handler);
  };
}
