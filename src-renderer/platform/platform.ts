import type { WireReply, WireRequest } from '../../src-main/api/wire.ts';

/** A connection to the studio that is open. */
export interface Channel {
  send(request: WireRequest): void;
  onMessage(listener: (reply: WireReply) => void): void;
  onClose(listener: () => void): void;
}

export interface TakeOptions {
  signal?: AbortSignal;
  /** 0 to 1. */
  onProgress?: (fraction: number) => void;
}

/** A wallet in the page, as EIP-1193 has it. */
export interface Wallet {
  request(request: { method: string; params?: readonly unknown[] }): Promise<unknown>;
}

/**
 * All that the window may use of what it runs in. Screens ask for capabilities, never for what they run in.
 */
export interface Platform {
  capabilities: {
    /** Files are where they are: paths may be typed, results written to a path of one's choice. */
    localFiles: boolean;
    /** The wallet in the page, where there is one. */
    wallet: Wallet | undefined;
  };
  /**
   * @throws AppError `engine-unreachable` where nobody answers; `access-refused` where the studio does not know this window
   */
  connect(): Promise<Channel>;
  /**
   * Makes files of the user readable for the engine.
   * @returns path of the file; of a folder where there are several
   * @throws AppError `aborted`, `disk-full`, `engine-unreachable`, `file-unreadable`
   */
  take(files: readonly File[], options?: TakeOptions): Promise<string>;
  /** Hands a file of the studio to the user, under its name. */
  offer(url: string, fileName: string): void;
  /** Opens a page of the web outside the window. */
  openExternal(url: string): void;
}
