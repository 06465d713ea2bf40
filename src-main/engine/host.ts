import type { WalletProvider } from './chain/signers/browser-signer.ts';

export interface PasswordRequest {
  address: string;
  isNew: boolean;
  keystore?: string;
}

/** What a door lends the engine, and nothing else. */
export interface Host {
  paths: {
    /** Folder for everything that is made. */
    workspace: string;
  };
  secrets: {
    /** The key that signs transactions on other chains than the embedded one, 0x-prefixed hex; undefined where none is set. */
    signingKey(): Promise<string | undefined>;
    /**
     * The password of an encrypted key, asked for when it is needed; undefined where there is none and nobody to ask.
     * @param request.address whose key it is
     * @param request.isNew it is to be chosen, not remembered
     * @param request.keystore the encrypted key, of one that is not new
     */
    password?(request: PasswordRequest): Promise<string | undefined>;
  };
  /** A wallet in the browser that the door runs in. */
  wallet?: WalletProvider;
  /**
   * Starts a process for heavy work that ends with this one. Where plain Node runs, `jobs/fork-worker.ts` does.
   * @param slot which of several workers that compute side by side: each takes a device of its own, as far as there are
   */
  spawnWorker(slot?: number): WorkerProcess;
}

/**
 * A process for heavy work, as the engine sees it. It fits a forked Node process as well as a process that somebody else
 * starts and whose messages are passed on: nothing here answers at once.
 */
export interface WorkerProcess {
  /** Where the system tells; for the record only. */
  readonly pid: number | undefined;
  /** Sends plain JSON; to a process that has ended it does nothing. */
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, also where the process could not be started. */
  onExit(listener: (exit: WorkerExit) => void): void;
  /** Asks the system to end it; `onExit` tells when it has. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

export interface WorkerExit {
  code: number | null;
  /** The signal that ended it, where the system tells. */
  signal: string | null;
  /** The end of what it wrote to its standard error. */
  output: string;
}
