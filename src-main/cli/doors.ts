import type { Logger } from 'pino';
import type { Serving } from '../engine/serving.ts';
import type { Studio } from '../engine/studio/create-studio.ts';

/** Other doors that a command opens. Doors do not know one another: whoever starts the program lends them. */
export interface Doors {
  /** Loads the server, which brings libraries that other commands do not wait for. */
  server(): Promise<ServerDoor>;
  /** The studio for browsers. */
  studio(): Promise<StudioDoor>;
}

export interface StudioDoor {
  start(options: StudioDoorOptions): Promise<OpenStudio>;
}

export interface StudioDoorOptions {
  studio: Studio;
  /** Folder of the workspace. */
  workspace: string;
  host: string;
  /** 0 for any that is free. */
  port: number;
  allowHosts: readonly string[];
  /** No browser that was let in before is known any more. */
  forgetBrowsers: boolean;
}

export interface OpenStudio {
  url: string;
  /** A new address that lets one browser in, once. */
  newLink(): string;
  /** Without its files there is nothing to see: `npm run build:studio` makes them. */
  isWindowBuilt: boolean;
  close(): Promise<void>;
}

export interface ServerDoor {
  start(serving: Serving, options: ServerDoorOptions): Promise<OpenServer>;
}

export interface ServerDoorOptions {
  host: string;
  /** 0 for any that is free. */
  port: number;
  limits: {
    anonymousPerMinute?: number;
    readsPerMinute?: number;
    checksPerMinute?: number;
    bodyBytes?: number;
  };
  trustProxy: boolean;
  logger: Logger;
}

export interface OpenServer {
  url: string;
  announceEnd(): void;
  close(): Promise<void>;
}
