import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import cookie from '@fastify/cookie';
import websocket from '@fastify/websocket';
import fastify, { type FastifyInstance } from 'fastify';
import { AppError, describeCause } from '../../api/errors.ts';
import type { Studio } from '../../engine/studio/create-studio.ts';
import { Access } from './access.ts';
import { allowedHosts } from './allowed-hosts.ts';
import { guardRequests, OPEN_PATH } from './guard-requests.ts';
import { registerConnectWindow } from './routes/connect-window.ts';
import { registerHandOutFiles } from './routes/hand-out-files.ts';
import { registerOpenLink } from './routes/open-link.ts';
import { registerReceiveUploads } from './routes/receive-uploads.ts';
import { registerWindowFiles } from './routes/window-files.ts';
import { sendFailure } from './send-failure.ts';
import { UI_FOLDER } from './ui-folder.ts';

export interface StudioServerOptions {
  studio: Studio;
  /** Folder of the workspace. */
  workspace: string;
  /** Address to listen on. */
  host: string;
  /** 0 for any that is free. */
  port: number;
  /** Names other than those of loopback by which it may be asked. */
  allowHosts: readonly string[];
  /** No browser that was let in before is known any more. */
  forgetBrowsers?: boolean;
  /** Folder of the built window. */
  uiFolder?: string;
  pingMilliseconds?: number;
  maximumUploadBytes?: number;
}

export interface RunningStudioServer {
  url: string;
  /** A new address that lets one browser in, once. */
  newLink(): string;
  /** Without its files there is nothing to see: `npm run build:studio` makes them. */
  isWindowBuilt: boolean;
  /** Ends all connections. */
  close(): Promise<void>;
}

/** In the workspace. */
const SESSION_FILE = 'studio-sessions.json';
/** Samples that are typed in or drawn come in messages; files do not. */
const LARGEST_MESSAGE_BYTES = 64 * 2 ** 20;

/**
 * Opens the studio for browsers, on a listener of its own.
 * @throws AppError `option-invalid` where it cannot listen there
 */
export async function startStudioServer(options: StudioServerOptions): Promise<RunningStudioServer> {
  const { studio, workspace, host, port, allowHosts, uiFolder = UI_FOLDER } = options;
  const sessions = join(workspace, SESSION_FILE);
  const access = await Access.open(sessions, { forget: options.forgetBrowsers ?? false });
  const app = fastify({ forceCloseConnections: true, bodyLimit: 2 ** 16 });
  // Cookies do not tell ports apart: two studios on one machine must not share a name.
  let portInUse = 0;
  const cookieName = () => `proofpress_${portInUse}`;
  await app.register(cookie);
  await app.register(websocket, {
    options: { maxPayload: LARGEST_MESSAGE_BYTES, perMessageDeflate: false },
  });
  guardRequests(app, { hosts: allowedHosts(host, allowHosts), access, cookieName });
  answerFailures(app, studio, uiFolder);
  registerOpenLink(app, { access, cookieName });
  registerConnectWindow(app, studio, options);
  registerReceiveUploads(app, { ...options, log: studio.log });
  registerHandOutFiles(app, workspace);
  await registerWindowFiles(app, uiFolder);
  await app.listen({ host, port }).catch(async (cause: unknown) => {
    await app.close();
    throw cannotListen(host, port, cause);
  });
  portInUse = (app.server.address() as AddressInfo).port;
  const url = urlOf(host, allowHosts, portInUse);
  return {
    url,
    newLink: () => `${url}${OPEN_PATH}?token=${access.newLink()}`,
    isWindowBuilt: isBuilt(uiFolder),
    close: () => app.close(),
  };
}

function isBuilt(uiFolder: string): boolean {
  return existsSync(join(uiFolder, 'index.html'));
}

function answerFailures(app: FastifyInstance, studio: Studio, uiFolder: string): void {
  app.setNotFoundHandler((request, reply) => {
    if (request.method === 'GET' && !isBuilt(uiFolder)) {
      return sendFailure(request, reply, 503, 'The window is not built', {
        code: 'tool-missing',
        message: 'The files of the window are not there.',
        remedy:
          'Build them with "npm run build:studio" in the folder of Proofpress, then load this page again.',
      });
    }
    return sendFailure(request, reply, 404, 'Nothing here', {
      code: 'option-invalid',
      message: 'There is nothing at this address.',
      remedy: 'Go back to the start page of the studio.',
    });
  });
  app.setErrorHandler((error, request, reply) => {
    const { statusCode: status = 500 } = error as { statusCode?: number };
    if (status >= 500) {
      const stack = error instanceof Error ? { stack: error.stack } : {};
      studio.log.write(
        'error',
        'studio',
        `${request.method} of the studio failed: ${describeCause(error)}`,
        stack,
      );
    }
    return sendFailure(request, reply, status, 'This did not work', {
      code: status >= 500 ? 'internal' : 'option-invalid',
      message: status >= 500 ? 'Something went wrong inside the studio.' : describeCause(error),
      remedy: status >= 500 ? 'Look at its log, and report this.' : 'Load the page of the studio again.',
    });
  });
}

/** By an address where there is one: the name localhost may lead to another program on the same port. */
function urlOf(host: string, allowHosts: readonly string[], port: number): string {
  const isEverywhere = ['0.0.0.0', '::', ''].includes(host);
  const name = isEverywhere ? (allowHosts[0] ?? '127.0.0.1') : host;
  return `http://${name.includes(':') && !name.startsWith('[') ? `[${name}]` : name}:${port}`;
}

function cannotListen(host: string, port: number, cause: unknown): AppError {
  return new AppError(
    'option-invalid',
    `The studio cannot listen on port ${port} of ${host}.`,
    'It may run there already, or another program uses the port: choose another one with --port, an address of this machine with --host.',
    { cause },
  );
}
